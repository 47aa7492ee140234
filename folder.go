package lamplight

// AllChats is the id of the whole list, which has a place among the folders.
const AllChats = 0

// A Folder is a part of somebody's conversation list, made of rules: the conversations in Pinned and Include, and those
// of the kinds that are set, less those that Exclude and the rules that begin with No take away.
//
// https://core.telegram.org/api/folders
type Folder struct {
	ID       int // from 2; AllChats stands for the whole list and has no rules
	Title    Text
	Still    bool // pictures in the title do not move
	Emoticon string
	Color    *int // of the tags in the list; nil if none was chosen

	Pinned, Include, Exclude []Peer // in their order

	Contacts, Strangers, Groups, Channels, Bots bool // whole kinds of conversations
	NoMuted, NoRead, NoArchived                 bool // of those kinds
}

// Folders are how somebody sorted their conversations.
type Folders struct {
	List []Folder // in their order, with AllChats at its place
	Tags bool     // each conversation in the list shows the folders that it is in
}
