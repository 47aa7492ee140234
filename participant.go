package lamplight

import "time"

// A Participant is somebody in a group or channel, or somebody who is kept out of it, as one viewer may see them.
type Participant struct {
	User    UserID
	Joined  time.Time
	Inviter UserID // 0: nobody
	Owner   bool
	Admin   AdminRights // 0: no administrator
	Rank    string      // the title beside their name
	// Promoter made them an administrator; MayEdit says that the viewer may change their rights.
	Promoter   UserID
	MayEdit    bool
	Restraint  Restraint
	Restrainer UserID
	Restrained time.Time
	Left       bool // they are no member
	Asked      bool // an administrator let them in
}
