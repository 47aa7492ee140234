package render

import (
	"fmt"
	"math"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// Files names a photo or document to who meets it: by an access hash of theirs, and by a reference to where they met it.
// service/media is one.
type Files interface {
	Access(viewer lamplight.UserID, id int64) int64
	Reference(o lamplight.Origin, id int64) []byte
}

// carried writes media, but for polls, as who meets it at origin may fetch it.
//
// https://core.telegram.org/type/MessageMedia
func (r *Renderer) carried(c rpc.Call, m *lamplight.Media, origin lamplight.Origin) (tg.MessageMediaClass, error) {
	switch m.Kind {
	case lamplight.MediaNone:
		return &tg.MessageMediaEmpty{}, nil
	case lamplight.MediaPhoto:
		if m.Photo == nil {
			return &tg.MessageMediaEmpty{}, nil
		}
		t := &tg.MessageMediaPhoto{Spoiler: m.Spoiler}
		t.SetPhoto(r.photo(c, m.Photo, origin))
		if m.TTL > 0 {
			t.SetTTLSeconds(m.TTL)
		}
		return t, nil
	case lamplight.MediaDocument:
		return r.carriedDocument(c, m, origin), nil
	case lamplight.MediaContact:
		if m.Contact == nil {
			return &tg.MessageMediaEmpty{}, nil
		}
		return &tg.MessageMediaContact{
			PhoneNumber: m.Contact.Phone, FirstName: string(m.Contact.FirstName), LastName: string(m.Contact.LastName),
			Vcard: string(m.Contact.VCard), UserID: int64(m.Contact.User),
		}, nil
	case lamplight.MediaGeo:
		return &tg.MessageMediaGeo{Geo: geo(m.Geo)}, nil
	case lamplight.MediaLiveGeo:
		return liveGeo(m.Geo), nil
	case lamplight.MediaVenue:
		v := m.Venue
		if v == nil {
			v = new(lamplight.Venue)
		}
		return &tg.MessageMediaVenue{
			Geo: geo(m.Geo), Title: string(v.Title), Address: string(v.Address), Provider: v.Provider, VenueID: v.ID, VenueType: v.Type,
		}, nil
	case lamplight.MediaDice:
		if m.Dice == nil {
			return &tg.MessageMediaEmpty{}, nil
		}
		return &tg.MessageMediaDice{Emoticon: m.Dice.Emoji, Value: m.Dice.Value}, nil
	case lamplight.MediaPoll:
		return &tg.MessageMediaUnsupported{}, nil
	case lamplight.MediaPage:
		return r.carriedPage(c, m.Page, origin), nil
	default:
		return nil, fmt.Errorf("render: media of unknown kind %d", m.Kind)
	}
}

func (r *Renderer) carriedDocument(c rpc.Call, m *lamplight.Media, origin lamplight.Origin) tg.MessageMediaClass {
	d := m.Document
	if d == nil {
		return &tg.MessageMediaEmpty{}
	}
	t := &tg.MessageMediaDocument{
		Spoiler: m.Spoiler, Voice: d.Kind == lamplight.DocumentVoice, Round: d.Kind == lamplight.DocumentRoundVideo,
		Video: d.Kind == lamplight.DocumentVideo || d.Kind == lamplight.DocumentRoundVideo || d.Kind == lamplight.DocumentGIF,
	}
	t.SetDocument(r.document(c, d, origin))
	if m.Photo != nil {
		t.SetVideoCover(r.photo(c, m.Photo, origin))
	}
	if d.Start > 0 {
		t.SetVideoTimestamp(int(d.Start))
	}
	if m.TTL > 0 {
		t.SetTTLSeconds(m.TTL)
	}
	return t
}

func geo(g *lamplight.Geo) tg.GeoPointClass {
	if g == nil {
		return &tg.GeoPointEmpty{}
	}
	t := &tg.GeoPoint{Lat: g.Latitude, Long: g.Longitude, AccessHash: g.Hash}
	if g.Accuracy > 0 {
		t.SetAccuracyRadius(g.Accuracy)
	}
	return t
}

func liveGeo(g *lamplight.Geo) tg.MessageMediaClass {
	t := &tg.MessageMediaGeoLive{Geo: geo(g)}
	if g == nil {
		return t
	}
	if !g.Stopped {
		t.Period = g.Period
	}
	if g.Heading > 0 {
		t.SetHeading(g.Heading)
	}
	if g.Near > 0 {
		t.SetProximityNotificationRadius(g.Near)
	}
	return t
}

// carriedPage writes the preview of a link.
func (r *Renderer) carriedPage(c rpc.Call, p *lamplight.Page, origin lamplight.Origin) tg.MessageMediaClass {
	if p == nil {
		return &tg.MessageMediaEmpty{}
	}
	t := &tg.MessageMediaWebPage{ForceLargeMedia: p.Large, ForceSmallMedia: p.Small, Manual: p.Manual}
	switch {
	case p.Pending:
		page := &tg.WebPagePending{ID: p.ID, Date: Date(p.Date)}
		page.SetURL(p.URL)
		t.Webpage = page
		return t
	case p.Empty:
		page := &tg.WebPageEmpty{ID: p.ID}
		page.SetURL(p.URL)
		t.Webpage = page
		return t
	}
	page := &tg.WebPage{ID: p.ID, URL: p.URL, DisplayURL: p.Shown, HasLargeMedia: p.Photo != nil || p.Document != nil}
	set := func(to func(string), value string) {
		if value != "" {
			to(value)
		}
	}
	set(page.SetType, p.Type)
	set(page.SetSiteName, string(p.Site))
	set(page.SetTitle, string(p.Title))
	set(page.SetDescription, string(p.Description))
	set(page.SetAuthor, string(p.Author))
	if p.Photo != nil {
		page.SetPhoto(r.photo(c, p.Photo, origin))
	}
	if p.Document != nil {
		page.SetDocument(r.document(c, p.Document, origin))
	}
	t.Webpage = page
	return t
}

// dataCentre is where the caller is told that files lie: where it is itself, because a client fetches them there, and
// would want to sign in anew anywhere else.
func (r *Renderer) dataCentre(c rpc.Call) int {
	dc, _ := c.DataCentre(r.dc)
	return dc
}

// photo writes a picture that stands where origin says, as the caller may fetch it.
func (r *Renderer) photo(c rpc.Call, p *lamplight.Photo, origin lamplight.Origin) tg.PhotoClass {
	if r.sources.Files == nil {
		return &tg.PhotoEmpty{ID: int64(p.ID)}
	}
	t := &tg.Photo{
		HasStickers: p.Stickers, ID: int64(p.ID), AccessHash: r.sources.Files.Access(origin.Viewer, int64(p.ID)),
		FileReference: r.sources.Files.Reference(origin, int64(p.ID)), Date: Date(p.Date), Sizes: photoSizes(p.Sizes),
		DCID: r.dataCentre(c),
	}
	if len(p.Video) > 0 {
		videos := make([]tg.VideoSizeClass, len(p.Video))
		for i, v := range p.Video {
			videos[i] = &tg.VideoSize{Type: v.Type, W: v.Width, H: v.Height, Size: int(min(v.Size, math.MaxInt32))}
		}
		t.SetVideoSizes(videos)
	}
	return t
}

// Photo writes a picture that the caller met elsewhere than in a message.
func (r *Renderer) Photo(c rpc.Call, p *lamplight.Photo) tg.PhotoClass {
	if p == nil {
		return &tg.PhotoEmpty{}
	}
	return r.photo(c, p, lamplight.Origin{Viewer: c.User})
}

// Media writes media that the caller met elsewhere than in a message, such as what they have just uploaded.
func (r *Renderer) Media(c rpc.Call, m *lamplight.Media) (tg.MessageMediaClass, error) {
	return r.carried(c, m, lamplight.Origin{Viewer: c.User})
}

// photoSizes writes the sizes of a photo or the thumbnails of a document.
func photoSizes(sizes []lamplight.PhotoSize) []tg.PhotoSizeClass {
	out := make([]tg.PhotoSizeClass, 0, len(sizes))
	for _, s := range sizes {
		switch {
		case s.Type == "i":
			out = append(out, &tg.PhotoStrippedSize{Type: s.Type, Bytes: s.Inline})
		case s.Type == "j":
			out = append(out, &tg.PhotoPathSize{Type: s.Type, Bytes: s.Inline})
		case len(s.Steps) > 1:
			out = append(out, &tg.PhotoSizeProgressive{Type: s.Type, W: s.Width, H: s.Height, Sizes: s.Steps})
		default:
			out = append(out, &tg.PhotoSize{Type: s.Type, W: s.Width, H: s.Height, Size: int(min(s.Size, math.MaxInt32))})
		}
	}
	return out
}

// document writes a file that stands where origin says, as the caller may fetch it.
func (r *Renderer) document(c rpc.Call, d *lamplight.Document, origin lamplight.Origin) tg.DocumentClass {
	if r.sources.Files == nil {
		return &tg.DocumentEmpty{ID: int64(d.ID)}
	}
	named := *d
	named.Access, named.Reference = r.sources.Files.Access(origin.Viewer, int64(d.ID)), r.sources.Files.Reference(origin, int64(d.ID))
	if d.Set != 0 {
		named.SetAccess = r.sources.Files.Access(origin.Viewer, d.Set)
	}
	return Document(named, r.dataCentre(c))
}

// profilePhoto writes the photo that stands beside a person's name; nil is none.
func (r *Renderer) profilePhoto(c rpc.Call, p *lamplight.Photo) tg.UserProfilePhotoClass {
	if p == nil {
		return nil
	}
	t := &tg.UserProfilePhoto{PhotoID: int64(p.ID), DCID: r.dataCentre(c), HasVideo: len(p.Video) > 0}
	if len(p.Sizes) > 0 && p.Sizes[0].Type == "i" {
		t.SetStrippedThumb(p.Sizes[0].Inline)
	}
	return t
}
