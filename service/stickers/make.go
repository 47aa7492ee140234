package stickers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"lamplight"
	"lamplight/store"
)

// A Draft is a set that is about to be made.
type Draft struct {
	Caller
	Kind     lamplight.StickerKind
	Name     string
	Title    string
	Recolor  bool
	Thumb    *lamplight.Document
	Stickers []Item
}

// An Item is a sticker that is about to be put in a set.
type Item struct {
	Document lamplight.Document // as it was uploaded
	Emoji    string             // one or more that it stands for
	Keywords string             // separated by commas
	Mask     *lamplight.Mask
}

// Create makes a set, and puts it among those that its maker uses.
//
// https://core.telegram.org/method/stickers.createStickerSet
func (s *Service) Create(ctx context.Context, d Draft) (lamplight.StickerSet, error) {
	name, err := s.freeName(ctx, d.Name)
	if err != nil {
		return lamplight.StickerSet{}, err
	}
	title, err := s.title(d.Title)
	if err != nil {
		return lamplight.StickerSet{}, err
	}
	set := lamplight.StickerSet{
		ID: s.files.NewID(), Owner: d.User, Kind: d.Kind, Name: name, Title: title, Created: s.now(), Version: 1,
		Recolor: d.Recolor && d.Kind == lamplight.StickerEmoji,
	}
	if len(d.Stickers) == 0 {
		return set, ErrEmpty
	}
	if len(d.Stickers) > s.most(d.Kind) {
		return set, ErrTooMany
	}
	for _, item := range d.Stickers {
		st, err := s.sticker(ctx, set, item)
		if err != nil {
			return set, err
		}
		set.Stickers = append(set.Stickers, st)
	}
	if d.Thumb != nil {
		if err := s.thumb(ctx, &set, *d.Thumb); err != nil {
			return set, err
		}
	}
	err = s.store.Write(ctx, func(tx store.Tx) error {
		_, made, err := tx.StickerSetsOf(d.User, 0, 1)
		if err != nil {
			return err
		}
		if made >= s.limits.Made {
			return ErrManySets
		}
		if err := tx.AddStickerSet(set); err != nil {
			return err
		}
		return s.alter(tx, d.Caller, set.Kind, func(list []Use) []Use { return put(list, Use{Set: set.ID, At: s.now().Unix()}) })
	})
	if errors.Is(err, store.ErrTaken) {
		return set, ErrNameTaken
	}
	return set, err
}

// most is how many stickers a set may have.
func (s *Service) most(kind lamplight.StickerKind) int {
	if kind == lamplight.StickerEmoji {
		return s.limits.Emoji
	}
	return s.limits.Stickers
}

// sticker makes an item one of a set.
func (s *Service) sticker(ctx context.Context, set lamplight.StickerSet, item Item) (st lamplight.Sticker, err error) {
	if st.Emoji = emoji(item.Emoji); len(st.Emoji) == 0 {
		return st, ErrEmoji
	}
	st.Keywords = keywords(item.Keywords)
	if set.Kind == lamplight.StickerMasks {
		st.Mask = item.Mask
	}
	st.Document, err = s.maker.MakeSticker(ctx, set.Owner, item.Document, set.Kind, set.ID, st.Emoji[0])
	st.Document.Recolor = set.Recolor
	return st, err
}

func (s *Service) thumb(ctx context.Context, set *lamplight.StickerSet, d lamplight.Document) error {
	made, err := s.maker.MakeSticker(ctx, set.Owner, d, lamplight.StickerEmoji, set.ID, "") // as small as an emoji
	if err != nil {
		return err
	}
	made.Kind = lamplight.DocumentSticker
	set.Thumb, set.ThumbEmoji = &made, 0
	return nil
}

// change changes a set that the caller made: STICKERSET_INVALID if it is another's.
func (s *Service) change(ctx context.Context, c Caller, id int64, change func(*lamplight.StickerSet) error) (set lamplight.StickerSet, err error) {
	err = s.store.Write(ctx, func(tx store.Tx) error {
		if set, err = inTx(tx, Ref{ID: id}); err != nil {
			return err
		}
		if set.Owner != c.User {
			return ErrSet
		}
		if err := change(&set); err != nil {
			return err
		}
		set.Version++
		if err := tx.PutStickerSet(set); err != nil {
			return err
		}
		return s.owe(tx, c, lamplight.StickersInstalled, set.Kind)
	})
	return set, err
}

// own returns a set that the caller made.
func (s *Service) own(ctx context.Context, c Caller, r Ref) (lamplight.StickerSet, error) {
	set, err := s.Set(ctx, c.User, r)
	if err == nil && set.Owner != c.User {
		err = ErrSet
	}
	return set, err
}

// of returns the set of a sticker that the caller may change: STICKER_INVALID if there is none.
func (s *Service) of(ctx context.Context, c Caller, d lamplight.Document) (lamplight.StickerSet, error) {
	set, err := s.Set(ctx, c.User, Ref{ID: d.Set, Access: s.files.Access(c.User, d.Set)})
	if err == ErrSet || err == nil && (set.Owner != c.User || at(set, d) < 0) {
		err = ErrSticker
	}
	return set, err
}

func at(set lamplight.StickerSet, d lamplight.Document) int {
	return slices.IndexFunc(set.Stickers, func(st lamplight.Sticker) bool { return st.Document.ID == d.ID })
}

// Add puts a sticker at the end of a set.
func (s *Service) Add(ctx context.Context, c Caller, r Ref, item Item) (lamplight.StickerSet, error) {
	set, err := s.own(ctx, c, r)
	if err != nil {
		return set, err
	}
	if len(set.Stickers) >= s.most(set.Kind) {
		return set, ErrTooMany
	}
	st, err := s.sticker(ctx, set, item)
	if err != nil {
		return set, err
	}
	return s.change(ctx, c, set.ID, func(set *lamplight.StickerSet) error {
		if len(set.Stickers) >= s.most(set.Kind) {
			return ErrTooMany
		}
		set.Stickers = append(set.Stickers, st)
		return nil
	})
}

// Remove takes a sticker out of its set.
func (s *Service) Remove(ctx context.Context, c Caller, d lamplight.Document) (lamplight.StickerSet, error) {
	return s.changeSticker(ctx, c, d, func(set *lamplight.StickerSet, i int) error {
		set.Stickers = slices.Delete(set.Stickers, i, i+1)
		return nil
	})
}

// Move puts a sticker at another place in its set, counted from 0.
func (s *Service) Move(ctx context.Context, c Caller, d lamplight.Document, to int) (lamplight.StickerSet, error) {
	return s.changeSticker(ctx, c, d, func(set *lamplight.StickerSet, i int) error {
		if to < 0 || to >= len(set.Stickers) {
			return lamplight.ErrInputInvalid
		}
		st := set.Stickers[i]
		set.Stickers = slices.Insert(slices.Delete(set.Stickers, i, i+1), to, st)
		return nil
	})
}

// Replace puts another sticker in the place of one.
func (s *Service) Replace(ctx context.Context, c Caller, d lamplight.Document, item Item) (lamplight.StickerSet, error) {
	set, err := s.of(ctx, c, d)
	if err != nil {
		return set, err
	}
	st, err := s.sticker(ctx, set, item)
	if err != nil {
		return set, err
	}
	return s.changeSticker(ctx, c, d, func(set *lamplight.StickerSet, i int) error {
		set.Stickers[i] = st
		return nil
	})
}

// Change changes what a sticker stands for; what is nil stays. The sticker that stands for another emoji from then on is
// another document: those that were sent stay as they are.
func (s *Service) Change(
	ctx context.Context, c Caller, d lamplight.Document, standsFor, words *string, mask *lamplight.Mask,
) (lamplight.StickerSet, error) {
	set, err := s.of(ctx, c, d)
	if err != nil {
		return set, err
	}
	st := set.Stickers[at(set, d)]
	if words != nil {
		st.Keywords = keywords(*words)
	}
	if mask != nil && set.Kind == lamplight.StickerMasks {
		st.Mask = mask
	}
	if standsFor != nil {
		if st.Emoji = emoji(*standsFor); len(st.Emoji) == 0 {
			return set, ErrEmoji
		}
		if st.Emoji[0] != st.Document.Sticker {
			if st.Document, err = s.maker.MakeSticker(ctx, c.User, st.Document, set.Kind, set.ID, st.Emoji[0]); err != nil {
				return set, err
			}
			st.Document.Recolor = set.Recolor
		}
	}
	return s.changeSticker(ctx, c, d, func(set *lamplight.StickerSet, i int) error {
		set.Stickers[i] = st
		return nil
	})
}

func (s *Service) changeSticker(
	ctx context.Context, c Caller, d lamplight.Document, change func(set *lamplight.StickerSet, i int) error,
) (lamplight.StickerSet, error) {
	set, err := s.of(ctx, c, d)
	if err != nil {
		return set, err
	}
	return s.change(ctx, c, set.ID, func(set *lamplight.StickerSet) error {
		i := at(*set, d)
		if i < 0 {
			return ErrSticker
		}
		return change(set, i)
	})
}

// SetPicture sets the picture of a set: a document, or of a set of emoji one of them; neither: its first sticker again.
func (s *Service) SetPicture(
	ctx context.Context, c Caller, r Ref, d *lamplight.Document, one lamplight.DocumentID,
) (lamplight.StickerSet, error) {
	set, err := s.own(ctx, c, r)
	if err != nil {
		return set, err
	}
	with := lamplight.StickerSet{ID: set.ID, Owner: set.Owner}
	if d != nil {
		if err := s.thumb(ctx, &with, *d); err != nil {
			return set, err
		}
	}
	return s.change(ctx, c, set.ID, func(set *lamplight.StickerSet) error {
		if one != 0 && (set.Kind != lamplight.StickerEmoji || at(*set, lamplight.Document{ID: one}) < 0) {
			return ErrSticker
		}
		set.Thumb, set.ThumbEmoji = with.Thumb, one
		return nil
	})
}

// Rename changes the title of a set.
func (s *Service) Rename(ctx context.Context, c Caller, r Ref, title string) (lamplight.StickerSet, error) {
	t, err := s.title(title)
	if err != nil {
		return lamplight.StickerSet{}, err
	}
	set, err := s.own(ctx, c, r)
	if err != nil {
		return set, err
	}
	return s.change(ctx, c, set.ID, func(set *lamplight.StickerSet) error {
		set.Title = t
		return nil
	})
}

// Delete deletes a set. What was sent of it stays.
func (s *Service) Delete(ctx context.Context, c Caller, r Ref) error {
	set, err := s.own(ctx, c, r)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(tx store.Tx) error {
		if err := tx.DeleteStickerSet(set.ID); errors.Is(err, store.ErrNotFound) {
			return ErrSet
		} else if err != nil {
			return err
		}
		return s.alter(tx, c, set.Kind, func(list []Use) []Use { return without(list, set.ID) })
	})
}

// CheckName returns nil if a set may have a short name: SHORT_NAME_INVALID, SHORT_NAME_OCCUPIED.
func (s *Service) CheckName(ctx context.Context, name string) error {
	_, err := s.freeName(ctx, name)
	switch err {
	case ErrName:
		return ErrCheckName
	case ErrNameTaken:
		return ErrCheckTaken
	}
	return err
}

// SuggestName returns a short name that a set of a title may have.
func (s *Service) SuggestName(ctx context.Context, title string) (string, error) {
	if strings.TrimSpace(title) == "" {
		return "", ErrSuggest
	}
	var b strings.Builder
	for _, r := range title {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
		if b.Len() > 40 {
			break
		}
	}
	base := strings.Trim(b.String(), "_")
	if len(base) < 3 {
		base = strings.Trim("stickers_"+base, "_")
	}
	for n := range 20 {
		name := base
		if n > 0 {
			name = fmt.Sprintf("%s_%d", base, s.files.NewID()%10_000)
		}
		name, err := s.freeName(ctx, name)
		if err == nil || err != ErrNameTaken {
			return name, err
		}
	}
	return "", ErrSuggest
}

// freeName returns a name that a set may have and no other has.
func (s *Service) freeName(ctx context.Context, name string) (string, error) {
	if len(name) < 1 || len(name) > 64 || strings.Contains(name, "__") || strings.HasSuffix(name, "_") {
		return "", ErrName
	}
	for i, r := range []byte(name) {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || r > '9')) {
			return "", ErrName
		}
	}
	_, err := s.Set(ctx, 0, Ref{Name: name})
	switch {
	case err == ErrSet:
		return name, nil
	case err == nil:
		return "", ErrNameTaken
	}
	return "", err
}

func (s *Service) title(t string) (lamplight.Text, error) {
	t = strings.Join(strings.Fields(strings.ToValidUTF8(t, "")), " ")
	if t == "" || utf8.RuneCountInString(t) > s.limits.Title {
		return "", ErrTitle
	}
	return lamplight.Text(t), nil
}
