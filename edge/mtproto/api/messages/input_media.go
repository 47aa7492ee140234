package messages

import (
	"context"
	"crypto/rand"
	"math"
	"math/big"
	"strings"
	"unicode/utf8"

	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/resolve"
	"lamplight/edge/mtproto/rpc"
	"lamplight/service/media"
)

// Maker is the part of service/media that makes photos and documents of uploads.
type Maker interface {
	MakePhoto(context.Context, media.Making) (lamplight.Photo, error)
	MakeDocument(context.Context, media.Described) (lamplight.Document, error)
}

// Stored is the part of service/media that finds what a client names to send it again.
type Stored interface {
	Photo(context.Context, media.Named) (lamplight.Photo, error)
	Document(context.Context, media.Named) (lamplight.Document, error)
}

// Phones knows who has a phone number, if the viewer may know.
type Phones interface {
	ResolvePhone(ctx context.Context, viewer lamplight.UserID, phone string) (lamplight.UserID, error)
}

// Errors for media that is not as it has to be.
var (
	errMediaEmpty = &lamplight.Error{Kind: lamplight.Invalid, Code: "MEDIA_EMPTY"}
	errMediaTTL   = &lamplight.Error{Kind: lamplight.Invalid, Code: "TTL_MEDIA_INVALID"}
	errGeo        = &lamplight.Error{Kind: lamplight.Invalid, Code: "GEO_POINT_INVALID"}
	errPeriod     = &lamplight.Error{Kind: lamplight.Invalid, Code: "PERIOD_INVALID"}
	errContact    = &lamplight.Error{Kind: lamplight.Invalid, Code: "PHONE_NUMBER_INVALID"}
	errEmoticon   = &lamplight.Error{Kind: lamplight.Invalid, Code: "EMOTICON_INVALID"}
	errWebFile    = &lamplight.Error{Kind: lamplight.Invalid, Code: "WEBPAGE_CURL_FAILED"} // nothing is fetched for people yet
)

// Bounds of what media says.
const (
	maxContactName = 64    // code points
	maxVCard       = 2_048 // bytes
	maxPhone       = 32    // bytes
	maxVenue       = 256   // code points of each field
	maxNear        = 100_000
	liveForEver    = 0x7fffffff
	shortestLive   = 60     // seconds
	longestLive    = 86_400 // seconds
)

// dice is what each emoji that can be thrown shows at most; at least it is 1.
//
// https://core.telegram.org/api/dice
var dice = map[string]int64{"🎲": 6, "🎯": 6, "🏀": 5, "⚽": 5, "🎳": 6, "🎰": 64}

// media makes what a message is to carry of what a client says: nil for inputMediaEmpty. random is that of the message: sent
// again, it asks the same poll.
func (h *Handlers) media(
	ctx context.Context, c rpc.Call, to lamplight.Peer, random int64, in tg.InputMediaClass,
) (*lamplight.Media, error) {
	switch in := in.(type) {
	case nil, *tg.InputMediaEmpty:
		return nil, nil
	case *tg.InputMediaUploadedPhoto:
		return h.uploadedPhoto(ctx, c, to, in)
	case *tg.InputMediaUploadedDocument:
		return h.uploadedDocument(ctx, c, to, in)
	case *tg.InputMediaPhoto:
		return h.storedPhoto(ctx, c, in)
	case *tg.InputMediaDocument:
		return h.storedDocument(ctx, c, in)
	case *tg.InputMediaPhotoExternal, *tg.InputMediaDocumentExternal:
		return nil, errWebFile
	case *tg.InputMediaContact:
		return h.contact(ctx, c, in)
	case *tg.InputMediaGeoPoint:
		g, err := geo(in.GeoPoint)
		return &lamplight.Media{Kind: lamplight.MediaGeo, Geo: g}, err
	case *tg.InputMediaVenue:
		return venue(in)
	case *tg.InputMediaGeoLive:
		return liveGeo(in)
	case *tg.InputMediaDice:
		return throw(in.Emoticon)
	case *tg.InputMediaWebPage:
		return h.page(ctx, c, in)
	case *tg.InputMediaPoll:
		return h.poll(ctx, c, to, random, in)
	default:
		return nil, errMedia
	}
}

func (h *Handlers) uploadedPhoto(
	ctx context.Context, c rpc.Call, to lamplight.Peer, in *tg.InputMediaUploadedPhoto,
) (*lamplight.Media, error) {
	if in.TTLSeconds != 0 {
		return nil, errMediaTTL
	}
	if in.LivePhoto || in.Video != nil {
		return nil, errMedia
	}
	file, err := uploaded(c, in.File)
	if err != nil {
		return nil, err
	}
	p, err := h.Maker.MakePhoto(ctx, media.Making{File: file, Where: to, Use: media.UseMessage})
	if err != nil {
		return nil, err
	}
	p.Stickers = len(in.Stickers) > 0
	return &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: &p, Spoiler: in.Spoiler}, nil
}

func (h *Handlers) uploadedDocument(
	ctx context.Context, c rpc.Call, to lamplight.Peer, in *tg.InputMediaUploadedDocument,
) (*lamplight.Media, error) {
	if in.TTLSeconds != 0 {
		return nil, errMediaTTL
	}
	file, err := uploaded(c, in.File)
	if err != nil {
		return nil, err
	}
	g := media.Described{
		Making: media.Making{File: file, Where: to, Use: media.UseMessage}, Document: described(in), AsFile: in.ForceFile,
	}
	if in.Thumb != nil {
		thumb, err := uploaded(c, in.Thumb)
		if err != nil {
			return nil, err
		}
		g.Thumb = &thumb
	}
	if g.Document.Kind == lamplight.DocumentSticker {
		g.Use = media.UseSticker
	}
	cover, err := h.cover(ctx, c, in.VideoCover)
	if err != nil {
		return nil, err
	}
	d, err := h.Maker.MakeDocument(ctx, g)
	if err != nil {
		return nil, err
	}
	return &lamplight.Media{Kind: lamplight.MediaDocument, Document: &d, Photo: cover, Spoiler: in.Spoiler}, nil
}

// described returns what a client says of a file that it uploaded.
func described(in *tg.InputMediaUploadedDocument) lamplight.Document {
	d := lamplight.Document{MIME: in.MimeType, NoSound: in.NosoundVideo, Start: float64(in.VideoTimestamp)}
	moving := false
	for _, a := range in.Attributes {
		switch a := a.(type) {
		case *tg.DocumentAttributeImageSize:
			d.Width, d.Height = a.W, a.H
		case *tg.DocumentAttributeAnimated:
			moving = true
		case *tg.DocumentAttributeSticker:
			d.Kind, d.Sticker = lamplight.DocumentSticker, a.Alt
		case *tg.DocumentAttributeVideo:
			d.Width, d.Height, d.Duration, d.Stream = a.W, a.H, a.Duration, a.SupportsStreaming
			d.NoSound = d.NoSound || a.Nosound
			if a.VideoStartTs > 0 {
				d.Start = a.VideoStartTs
			}
			if d.Kind != lamplight.DocumentSticker {
				d.Kind = lamplight.DocumentVideo
				if a.RoundMessage {
					d.Kind = lamplight.DocumentRoundVideo
				}
			}
		case *tg.DocumentAttributeAudio:
			if d.Kind != lamplight.DocumentFile {
				continue // Some clients say of a round video that it is a voice message as well.
			}
			d.Kind, d.Duration, d.Title, d.Artist = lamplight.DocumentAudio, float64(a.Duration), lamplight.Text(a.Title), lamplight.Text(a.Performer)
			if a.Voice {
				d.Kind, d.Waveform = lamplight.DocumentVoice, a.Waveform
			}
		case *tg.DocumentAttributeFilename:
			d.Name = a.FileName
		}
	}
	if moving && d.Kind != lamplight.DocumentSticker && d.Kind != lamplight.DocumentRoundVideo {
		d.Kind = lamplight.DocumentGIF
	}
	return d
}

// page returns the preview of an address that a client names; nil if there is none and the client does not insist.
func (h *Handlers) page(ctx context.Context, c rpc.Call, in *tg.InputMediaWebPage) (*lamplight.Media, error) {
	page, err := h.Pages.Page(ctx, c.User, in.URL)
	if nothing(err) && in.Optional {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	page.Large, page.Small, page.Manual = in.ForceLargeMedia, in.ForceSmallMedia && !in.ForceLargeMedia, true
	return &lamplight.Media{Kind: lamplight.MediaPage, Page: &page}, nil
}

func (h *Handlers) storedPhoto(ctx context.Context, c rpc.Call, in *tg.InputMediaPhoto) (*lamplight.Media, error) {
	if in.TTLSeconds != 0 {
		return nil, errMediaTTL
	}
	p, err := h.cover(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	if p == nil {
		return nil, errMediaEmpty
	}
	return &lamplight.Media{Kind: lamplight.MediaPhoto, Photo: p, Spoiler: in.Spoiler}, nil
}

// cover returns the photo that a client names; nil if it names none.
func (h *Handlers) cover(ctx context.Context, c rpc.Call, in tg.InputPhotoClass) (*lamplight.Photo, error) {
	if in == nil || in.TypeID() == tg.InputPhotoEmptyTypeID {
		return nil, nil
	}
	s, err := resolve.InputPhoto(in)
	if err != nil {
		return nil, err
	}
	p, err := h.Stored.Photo(ctx, media.Named{Viewer: c.User, ID: s.ID, Access: s.Access, Reference: s.Reference})
	if err != nil {
		return nil, err
	}
	return &p, nil
}

func (h *Handlers) storedDocument(ctx context.Context, c rpc.Call, in *tg.InputMediaDocument) (*lamplight.Media, error) {
	if in.TTLSeconds != 0 {
		return nil, errMediaTTL
	}
	s, err := resolve.InputDocument(in.ID)
	if err != nil {
		return nil, err
	}
	d, err := h.Stored.Document(ctx, media.Named{Viewer: c.User, ID: s.ID, Access: s.Access, Reference: s.Reference})
	if err != nil {
		return nil, err
	}
	cover, err := h.cover(ctx, c, in.VideoCover)
	if err != nil {
		return nil, err
	}
	if in.VideoTimestamp > 0 && d.Duration > float64(in.VideoTimestamp) {
		d.Start = float64(in.VideoTimestamp)
	}
	return &lamplight.Media{Kind: lamplight.MediaDocument, Document: &d, Photo: cover, Spoiler: in.Spoiler}, nil
}

// uploaded returns the upload that a client names.
func uploaded(c rpc.Call, in tg.InputFileClass) (media.Uploaded, error) {
	f, err := resolve.InputFile(in)
	return media.Uploaded{
		Upload: media.UploadID{User: c.User, File: f.ID}, Parts: f.Parts, Name: f.Name, Big: f.Big, MD5: f.MD5,
	}, err
}

func (h *Handlers) contact(ctx context.Context, c rpc.Call, in *tg.InputMediaContact) (*lamplight.Media, error) {
	first, last := short(in.FirstName, maxContactName), short(in.LastName, maxContactName)
	switch {
	case in.PhoneNumber == "" || len(in.PhoneNumber) > maxPhone || strings.Trim(in.PhoneNumber, "+0123456789 -().*#") != "":
		return nil, errContact
	case first == "" && last == "":
		return nil, errMedia
	case len(in.Vcard) > maxVCard || !utf8.ValidString(in.Vcard):
		return nil, errMedia
	}
	contact := &lamplight.Contact{
		Phone: in.PhoneNumber, FirstName: lamplight.Text(first), LastName: lamplight.Text(last), VCard: lamplight.Text(in.Vcard),
	}
	user, err := h.Phones.ResolvePhone(ctx, c.User, in.PhoneNumber)
	switch lamplight.KindOf(err) {
	case lamplight.Internal:
		if err != nil {
			return nil, err
		}
		contact.User = user
	default: // nobody has it, or the sender may not know
	}
	return &lamplight.Media{Kind: lamplight.MediaContact, Contact: contact}, nil
}

func geo(in tg.InputGeoPointClass) (*lamplight.Geo, error) {
	p, ok := in.(*tg.InputGeoPoint)
	if !ok || math.IsNaN(p.Lat) || math.IsNaN(p.Long) || math.Abs(p.Lat) > 90 || math.Abs(p.Long) > 180 {
		return nil, errGeo
	}
	g := &lamplight.Geo{Latitude: p.Lat, Longitude: p.Long}
	if p.AccuracyRadius > 0 && p.AccuracyRadius <= 1500 {
		g.Accuracy = p.AccuracyRadius
	}
	return g, nil
}

func venue(in *tg.InputMediaVenue) (*lamplight.Media, error) {
	g, err := geo(in.GeoPoint)
	if err != nil {
		return nil, err
	}
	v := &lamplight.Venue{
		Title: lamplight.Text(short(in.Title, maxVenue)), Address: lamplight.Text(short(in.Address, maxVenue)),
		Provider: short(in.Provider, maxVenue), ID: short(in.VenueID, maxVenue), Type: short(in.VenueType, maxVenue),
	}
	if v.Title == "" {
		return nil, errMedia
	}
	return &lamplight.Media{Kind: lamplight.MediaVenue, Geo: g, Venue: v}, nil
}

// liveGeo returns where somebody is now. That it ended needs no place.
func liveGeo(in *tg.InputMediaGeoLive) (*lamplight.Media, error) {
	g, err := geo(in.GeoPoint)
	if err != nil {
		if !in.Stopped {
			return nil, err
		}
		g = new(lamplight.Geo)
	}
	switch {
	case in.Period != 0 && in.Period != liveForEver && (in.Period < shortestLive || in.Period > longestLive):
		return nil, errPeriod
	case in.Heading < 0 || in.Heading > 360 || in.ProximityNotificationRadius < 0 || in.ProximityNotificationRadius > maxNear:
		return nil, errGeo
	}
	g.Period, g.Heading, g.Near, g.Stopped = in.Period, in.Heading, in.ProximityNotificationRadius, in.Stopped
	return &lamplight.Media{Kind: lamplight.MediaLiveGeo, Geo: g}, nil
}

// throw throws a die: the server does, so that nobody can choose what it shows.
func throw(emoji string) (*lamplight.Media, error) {
	most, ok := dice[strings.TrimSuffix(emoji, "\ufe0f")]
	if !ok {
		return nil, errEmoticon
	}
	n, err := rand.Int(rand.Reader, big.NewInt(most))
	if err != nil {
		return nil, err
	}
	return &lamplight.Media{
		Kind: lamplight.MediaDice, Dice: &lamplight.Dice{Emoji: strings.TrimSuffix(emoji, "\ufe0f"), Value: int(n.Int64()) + 1},
	}, nil
}

// short returns what is left of a word of a client's: one line of at most n code points.
func short(s string, n int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if r := []rune(s); len(r) > n {
		s = string(r[:n])
	}
	return s
}
