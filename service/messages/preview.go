package messages

import (
	"context"
	"strings"
	"time"

	"lamplight"
)

// Previews fetches the pages that links lead to.
type Previews interface {
	// Known returns what is remembered of an address without asking anybody: a page, an empty one, or one that is Pending. ok
	// is false for what is no address of a page.
	Known(address string) (page lamplight.Page, ok bool)
	// Fetch returns the page of an address, or the error that there is none.
	Fetch(ctx context.Context, who lamplight.UserID, address string) (lamplight.Page, error)
}

// How previews are put into messages.
const (
	previewsAtOnce = 8    // pages that are waited for at once, by each node
	previewsQueue  = 1024 // messages that wait for their page, on each node; those beyond it have none until somebody asks
	previewTime    = 30 * time.Second
)

// A linking is a message that waits for the page it links to.
type linking struct {
	Caller
	peer    lamplight.Peer
	content lamplight.ContentID
	id      lamplight.MessageID
	page    lamplight.Page
}

// firstLink returns the first address of a text that may have a preview; "" if there is none.
func firstLink(text lamplight.Text, es []lamplight.Entity) string {
	for _, e := range es {
		switch e.Kind {
		case lamplight.EntityTextURL:
			return e.URL
		case lamplight.EntityURL:
			r := newRuler(string(text))
			return string(text)[r.at[e.Offset]:r.at[end(e)]]
		}
	}
	return ""
}

// preview returns what a text shows of its first link: nil if nothing, or if links have no previews here. It asks nobody: a
// page that is not known comes later.
func (s *Service) preview(c Caller, p place, text lamplight.Text, es []lamplight.Entity) *lamplight.Media {
	if s.pages == nil || len(es) == 0 {
		return nil
	}
	if a := p.access; a != nil && !a.Chat.Creator && a.Chat.Admin == 0 &&
		(a.Chat.Own.At(s.now())|a.Chat.Default.At(s.now()))&lamplight.BannedLinks != 0 {
		return nil
	}
	address := firstLink(text, es)
	if address == "" {
		return nil
	}
	page, ok := s.pages.Known(address)
	if !ok || page.Empty {
		return nil
	}
	return &lamplight.Media{Kind: lamplight.MediaPage, Page: &page}
}

// expectPage has a message that was just stored wait for its page.
func (s *Service) expectPage(c Caller, m lamplight.Message) {
	if s.pages == nil || m.Media == nil || m.Media.Page == nil || !m.Media.Page.Pending {
		return
	}
	select {
	case s.linking <- linking{Caller: Caller{User: c.User}, peer: m.Peer, content: m.Content, id: m.ID, page: *m.Media.Page}:
	default:
	}
}

// fetchPages puts pages into the messages that wait for them, until ctx ends. What a crash keeps from its page stays without:
// clients ask for it by its address.
func (s *Service) fetchPages(ctx context.Context) {
	done := make(chan struct{})
	for range previewsAtOnce {
		go func() {
			defer func() { done <- struct{}{} }()
			for {
				select {
				case <-ctx.Done():
					return
				case l := <-s.linking:
					if err := s.fetchPage(ctx, l); err != nil && ctx.Err() == nil {
						s.log.WarnContext(ctx, "preview of a link", "err", err)
					}
				}
			}
		}()
	}
	for range previewsAtOnce {
		<-done
	}
}

// fetchPage puts the page into one message. It is told as an edit, of which no date is shown.
func (s *Service) fetchPage(ctx context.Context, l linking) error {
	ctx, cancel := context.WithTimeout(ctx, previewTime)
	defer cancel()
	found, err := s.pages.Fetch(ctx, l.User, l.page.URL)
	if err != nil && lamplight.KindOf(err) == lamplight.Internal {
		return err
	}
	missing := err != nil
	p, err := s.at(ctx, l.User, l.peer)
	if err != nil {
		return nil // they left meanwhile
	}
	m, ok, err := s.message(ctx, p, l.id)
	if err != nil || !ok || m.Content != l.content {
		return err
	}
	_, err = s.change(ctx, l.Caller, p, m, func(m *lamplight.Message) {
		if m.Media == nil || m.Media.Page == nil || !m.Media.Page.Pending || m.Media.Page.URL != l.page.URL {
			return // it was edited
		}
		if missing {
			m.Media = nil
			return
		}
		page := found
		page.Large, page.Small, page.Manual = m.Media.Page.Large, m.Media.Page.Small, m.Media.Page.Manual
		m.Media = &lamplight.Media{Kind: lamplight.MediaPage, Page: &page}
	})
	return err
}

// arrived returns media without a page that is still being fetched: whoever forwards it would wait for ever.
func arrived(m *lamplight.Media) *lamplight.Media {
	if m != nil && m.Page != nil && m.Page.Pending {
		return nil
	}
	return m
}

// Preview returns the page of the first link of a text that somebody writes; WEBPAGE_NOT_FOUND if there is none to show.
//
// https://core.telegram.org/method/messages.getWebPagePreview
func (s *Service) Preview(ctx context.Context, user lamplight.UserID, text lamplight.Text, es []lamplight.Entity) (lamplight.Page, error) {
	if strings.TrimSpace(string(text)) == "" {
		return lamplight.Page{}, ErrNoPage
	}
	text, es, err := s.Format(text, es)
	if err != nil {
		return lamplight.Page{}, err
	}
	return s.Page(ctx, user, firstLink(text, es))
}

// Page returns the page of an address; WEBPAGE_NOT_FOUND if there is none to show.
func (s *Service) Page(ctx context.Context, user lamplight.UserID, address string) (lamplight.Page, error) {
	if s.pages == nil || address == "" {
		return lamplight.Page{}, ErrNoPage
	}
	return s.pages.Fetch(ctx, user, address)
}
