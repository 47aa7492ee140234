package stories

import (
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noStories = "Stories are not built yet: there are none."
	noTelling = "Stories are not built yet."
	noReports = "Reports come with the safety desk; until then none is taken, so that none is dropped."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Looking at stories.
		rpc.Nothing[tg.StoriesGetAllStoriesRequest]("stories.getAllStories", rpc.Users, &tg.StoriesAllStories{State: "0", StealthMode: tg.StoriesStealthMode{}}, noStories),
		rpc.Nothing[tg.StoriesGetPinnedStoriesRequest]("stories.getPinnedStories", rpc.Users, &tg.StoriesStories{}, noStories),
		rpc.Nothing[tg.StoriesGetStoriesArchiveRequest]("stories.getStoriesArchive", rpc.Users, &tg.StoriesStories{}, noStories),
		rpc.Nothing[tg.StoriesGetStoriesByIDRequest]("stories.getStoriesByID", rpc.Users, &tg.StoriesStories{}, noStories),
		rpc.Nothing[tg.StoriesGetAllReadPeerStoriesRequest]("stories.getAllReadPeerStories", rpc.Users, &tg.Updates{}, noStories),
		rpc.Nothing[tg.StoriesGetChatsToSendRequest]("stories.getChatsToSend", rpc.Users, &tg.MessagesChats{}, noStories),
		rpc.Nothing[tg.StoriesGetAlbumsRequest]("stories.getAlbums", rpc.Users, &tg.StoriesAlbums{}, noStories),
		rpc.Nothing[tg.StoriesGetAlbumStoriesRequest]("stories.getAlbumStories", rpc.Users, &tg.StoriesStories{}, noStories),
		rpc.Nothing[tg.StoriesSearchPostsRequest]("stories.searchPosts", rpc.Users, &tg.StoriesFoundStories{}, noStories),
		rpc.Refuse[tg.StoriesGetStoriesViewsRequest]("stories.getStoriesViews", rpc.ErrStoryIDInvalid, noStories),
		rpc.Refuse[tg.StoriesGetStoryViewsListRequest]("stories.getStoryViewsList", rpc.ErrStoryIDInvalid, noStories),
		rpc.Refuse[tg.StoriesGetStoryReactionsListRequest]("stories.getStoryReactionsList", rpc.ErrStoryIDInvalid, noStories),
		rpc.Refuse[tg.StoriesExportStoryLinkRequest]("stories.exportStoryLink", rpc.ErrStoryIDInvalid, noStories),

		// Telling stories.
		rpc.Refuse[tg.StoriesCanSendStoryRequest]("stories.canSendStory", rpc.ErrPremiumAccountRequired, noTelling),
		rpc.Refuse[tg.StoriesSendStoryRequest]("stories.sendStory", rpc.ErrPremiumAccountRequired, noTelling),
		rpc.Refuse[tg.StoriesStartLiveRequest]("stories.startLive", rpc.ErrPremiumAccountRequired, noTelling),
		rpc.Refuse[tg.StoriesEditStoryRequest]("stories.editStory", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesDeleteStoriesRequest]("stories.deleteStories", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesTogglePinnedRequest]("stories.togglePinned", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesTogglePinnedToTopRequest]("stories.togglePinnedToTop", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesReadStoriesRequest]("stories.readStories", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesIncrementStoryViewsRequest]("stories.incrementStoryViews", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesSendReactionRequest]("stories.sendReaction", rpc.ErrStoryIDInvalid, noTelling),
		rpc.Refuse[tg.StoriesActivateStealthModeRequest]("stories.activateStealthMode", rpc.ErrPremiumAccountRequired, noTelling),
		rpc.Refuse[tg.StoriesToggleAllStoriesHiddenRequest]("stories.toggleAllStoriesHidden", lamplight.ErrMethodInvalid, noTelling),
		rpc.Refuse[tg.StoriesTogglePeerStoriesHiddenRequest]("stories.togglePeerStoriesHidden", lamplight.ErrPeerInvalid, noTelling),
		rpc.Refuse[tg.StoriesCreateAlbumRequest]("stories.createAlbum", lamplight.ErrPeerInvalid, noTelling),
		rpc.Refuse[tg.StoriesUpdateAlbumRequest]("stories.updateAlbum", lamplight.ErrPeerInvalid, noTelling),
		rpc.Refuse[tg.StoriesReorderAlbumsRequest]("stories.reorderAlbums", lamplight.ErrPeerInvalid, noTelling),
		rpc.Refuse[tg.StoriesDeleteAlbumRequest]("stories.deleteAlbum", lamplight.ErrPeerInvalid, noTelling),

		// Reports.
		rpc.Refuse[tg.StoriesReportRequest]("stories.report", rpc.ErrStoryIDInvalid, noReports),
	}
}
