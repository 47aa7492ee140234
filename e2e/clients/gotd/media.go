package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gotd/td/telegram/downloader"
	"github.com/gotd/td/telegram/uploader"
	"github.com/gotd/td/tg"
)

func random() int64 {
	var b [8]byte
	rand.Read(b[:]) //nolint:errcheck // it never fails
	return int64(binary.LittleEndian.Uint64(b[:]))
}

// mimes are what the driver says of a file, by what it sends it as.
var mimes = map[string]string{
	"file": "application/octet-stream", "video": "video/mp4", "round": "video/mp4", "gif": "video/mp4", "voice": "audio/ogg",
	"audio": "audio/mpeg", "sticker": "image/webp",
}

// input uploads what a command sends and says what it is.
func (c *client) input(ctx context.Context, r *request) (tg.InputMediaClass, error) {
	switch r.Kind {
	case "contact":
		return &tg.InputMediaContact{PhoneNumber: r.Phone, FirstName: r.First}, nil
	case "geo":
		return &tg.InputMediaGeoPoint{GeoPoint: &tg.InputGeoPoint{Lat: r.Lat, Long: r.Long}}, nil
	case "live":
		return &tg.InputMediaGeoLive{GeoPoint: &tg.InputGeoPoint{Lat: r.Lat, Long: r.Long}, Period: 900}, nil
	case "venue":
		return &tg.InputMediaVenue{
			GeoPoint: &tg.InputGeoPoint{Lat: r.Lat, Long: r.Long}, Title: r.Title, Address: r.About, Provider: "test",
		}, nil
	case "dice":
		return &tg.InputMediaDice{Emoticon: r.Text}, nil
	}
	file, err := uploader.NewUploader(c.tg.API()).FromPath(ctx, r.File)
	if err != nil {
		return nil, err
	}
	if r.Kind == "photo" {
		return &tg.InputMediaUploadedPhoto{File: file, Spoiler: r.Spoiler}, nil
	}
	mime, ok := mimes[r.Kind]
	if !ok {
		return nil, fmt.Errorf("no kind of media %q", r.Kind)
	}
	d := &tg.InputMediaUploadedDocument{
		File: file, MimeType: mime, Spoiler: r.Spoiler, ForceFile: r.Kind == "file", NosoundVideo: r.Kind == "gif",
		Attributes: []tg.DocumentAttributeClass{&tg.DocumentAttributeFilename{FileName: filepath.Base(r.File)}},
	}
	switch r.Kind {
	case "video", "round", "gif":
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeVideo{
			RoundMessage: r.Kind == "round", SupportsStreaming: true, Duration: float64(r.Duration), W: r.Width, H: r.Height,
		})
		if r.Kind == "gif" {
			d.Attributes = append(d.Attributes, &tg.DocumentAttributeAnimated{})
		}
	case "voice":
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeAudio{Voice: true, Duration: r.Duration, Waveform: []byte{1, 2, 3, 4, 5}})
	case "audio":
		d.Attributes = append(d.Attributes, &tg.DocumentAttributeAudio{Duration: r.Duration, Title: r.Title, Performer: r.First})
	case "sticker":
		d.Attributes = append(d.Attributes,
			&tg.DocumentAttributeImageSize{W: r.Width, H: r.Height},
			&tg.DocumentAttributeSticker{Alt: "🙂", Stickerset: &tg.InputStickerSetEmpty{}})
	}
	return d, nil
}

func (c *client) sendMedia(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	media, err := c.input(ctx, r)
	if err != nil {
		return nil, err
	}
	req := &tg.MessagesSendMediaRequest{Peer: to, Media: media, Message: r.Caption, RandomID: random()}
	if r.Topic != 0 {
		req.ReplyTo = &tg.InputReplyToMessage{ReplyToMsgID: r.Topic, TopMsgID: r.Topic}
	}
	return sent(c.tg.API().MessagesSendMedia(ctx, req))
}

// album sends photos as one.
func (c *client) album(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	req := &tg.MessagesSendMultiMediaRequest{Peer: to}
	for i, path := range r.Files {
		file, err := uploader.NewUploader(c.tg.API()).FromPath(ctx, path)
		if err != nil {
			return nil, err
		}
		up, err := c.tg.API().MessagesUploadMedia(ctx, &tg.MessagesUploadMediaRequest{
			Peer: to, Media: &tg.InputMediaUploadedPhoto{File: file},
		})
		if err != nil {
			return nil, err
		}
		photo, ok := up.(*tg.MessageMediaPhoto)
		if !ok {
			return nil, fmt.Errorf("uploadMedia gave %T", up)
		}
		p, ok := photo.Photo.AsNotEmpty()
		if !ok {
			return nil, errors.New("uploadMedia gave no photo")
		}
		one := tg.InputSingleMedia{Media: &tg.InputMediaPhoto{ID: p.AsInput()}, RandomID: random()}
		if i == 0 {
			one.Message = r.Caption
		}
		req.MultiMedia = append(req.MultiMedia, one)
	}
	list, err := ids(c.tg.API().MessagesSendMultiMedia(ctx, req))
	return result{"ids": list}, err
}

// message reads one message from the server.
func (c *client) message(ctx context.Context, to string, id int) (*tg.Message, error) {
	p, err := c.peer(ctx, to)
	if err != nil {
		return nil, err
	}
	var got tg.MessagesMessagesClass
	if in, ok := p.(*tg.InputPeerChannel); ok {
		got, err = c.tg.API().ChannelsGetMessages(ctx, &tg.ChannelsGetMessagesRequest{
			Channel: &tg.InputChannel{ChannelID: in.ChannelID, AccessHash: in.AccessHash}, ID: []tg.InputMessageClass{&tg.InputMessageID{ID: id}},
		})
	} else {
		got, err = c.tg.API().MessagesGetMessages(ctx, []tg.InputMessageClass{&tg.InputMessageID{ID: id}})
	}
	if err != nil {
		return nil, err
	}
	page, ok := got.(interface{ GetMessages() []tg.MessageClass })
	if !ok || len(page.GetMessages()) != 1 {
		return nil, fmt.Errorf("getMessages gave %T", got)
	}
	m, ok := page.GetMessages()[0].(*tg.Message)
	if !ok {
		return nil, fmt.Errorf("message %d is %T", id, page.GetMessages()[0])
	}
	return m, nil
}

// download fetches what a message carries, or its largest thumbnail, into a file.
func (c *client) download(ctx context.Context, r *request) (result, error) {
	m, err := c.message(ctx, r.To, r.ID)
	if err != nil {
		return nil, err
	}
	var location tg.InputFileLocationClass
	switch x := m.Media.(type) {
	case *tg.MessageMediaPhoto:
		p, ok := x.Photo.AsNotEmpty()
		if !ok {
			return nil, errors.New("the photo is empty")
		}
		size := ""
		for _, s := range p.Sizes {
			switch s.(type) {
			case *tg.PhotoSize, *tg.PhotoSizeProgressive:
				size = s.GetType() // the last one is the largest
			}
		}
		location = &tg.InputPhotoFileLocation{ID: p.ID, AccessHash: p.AccessHash, FileReference: p.FileReference, ThumbSize: size}
	case *tg.MessageMediaDocument:
		d, ok := x.Document.AsNotEmpty()
		if !ok {
			return nil, errors.New("the document is empty")
		}
		in := d.AsInputDocumentFileLocation("")
		if r.Thumb {
			for _, s := range d.Thumbs {
				if s, ok := s.(*tg.PhotoSize); ok {
					in.ThumbSize = s.Type
				}
			}
			if in.ThumbSize == "" {
				return nil, errors.New("the document has no thumbnail")
			}
		}
		location = in
	default:
		return nil, fmt.Errorf("message %d carries %T", r.ID, m.Media)
	}
	if _, err := downloader.NewDownloader().Download(c.tg.API(), location).ToPath(ctx, r.Path); err != nil {
		return nil, err
	}
	return sumOf(r.Path)
}

func sumOf(path string) (result, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	return result{"size": len(b), "sha256": hex.EncodeToString(sum[:])}, nil
}

func (c *client) setProfilePhoto(ctx context.Context, r *request) (result, error) {
	file, err := uploader.NewUploader(c.tg.API()).FromPath(ctx, r.File)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().PhotosUploadProfilePhoto(ctx, &tg.PhotosUploadProfilePhotoRequest{File: file})
	return nil, err
}

// profilePhotos counts the photos that somebody shows.
func (c *client) profilePhotos(ctx context.Context, r *request) (result, error) {
	u, err := c.member(ctx, r.Username)
	if err != nil {
		return nil, err
	}
	got, err := c.tg.API().PhotosGetUserPhotos(ctx, &tg.PhotosGetUserPhotosRequest{UserID: u, Limit: 100})
	if err != nil {
		return nil, err
	}
	return result{"count": len(got.GetPhotos())}, nil
}

func (c *client) setPhoto(ctx context.Context, r *request) (result, error) {
	to, err := c.peer(ctx, r.To)
	if err != nil {
		return nil, err
	}
	file, err := uploader.NewUploader(c.tg.API()).FromPath(ctx, r.File)
	if err != nil {
		return nil, err
	}
	photo := &tg.InputChatUploadedPhoto{File: file}
	if p, ok := to.(*tg.InputPeerChat); ok {
		_, err := c.tg.API().MessagesEditChatPhoto(ctx, &tg.MessagesEditChatPhotoRequest{ChatID: p.ChatID, Photo: photo})
		return nil, err
	}
	in, err := c.channel(ctx, r.To)
	if err != nil {
		return nil, err
	}
	_, err = c.tg.API().ChannelsEditPhoto(ctx, &tg.ChannelsEditPhotoRequest{Channel: in, Photo: photo})
	return nil, err
}
