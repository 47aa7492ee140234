package boxes

import (
	"context"
	"fmt"
	"slices"
)

func (p *planner) setDialog(ctx context.Context, o SetDialog) error {
	d, err := p.dialog(ctx, o.Box, o.Peer)
	if err != nil {
		return err
	}
	want := d.Dialog
	if want.Draft != nil { // Change may write through the pointer
		draft := *want.Draft
		draft.Entities = slices.Clone(draft.Entities)
		draft.QuoteEntities = slices.Clone(draft.QuoteEntities)
		want.Draft = &draft
	}
	o.Change(&want)
	if want.Folder < 0 || want.Folder >= folders {
		return ErrFolder
	}
	if want.TTL < 0 {
		return fmt.Errorf("%w: messages go after %d seconds", ErrGroup, want.TTL)
	}
	if want.Pinned < 0 {
		return fmt.Errorf("%w: pinned at %d", ErrGroup, want.Pinned)
	}
	normalDraft(want.Draft)
	if !d.listed() {
		want.Hidden = false
	}
	next := d.Dialog
	next.UnreadMark, next.Pinned, next.Folder, next.Draft, next.Hidden, next.TTL =
		want.UnreadMark, want.Pinned, want.Folder, want.Draft, want.Hidden, want.TTL
	if sameDialog(&next, &d.Dialog) {
		return nil
	}
	d.Dialog = next
	if o.Event.Kind == 0 {
		return nil
	}
	return p.note(ctx, Note{Box: o.Box, Event: o.Event})
}

func (p *planner) note(ctx context.Context, o Note) error {
	if o.Event.Kind.CarriesPTS() || !o.Event.Kind.Stored() {
		return fmt.Errorf("%w: events of kind %d are no notes", ErrGroup, o.Event.Kind)
	}
	return p.event(ctx, o.Box, o.Event)
}
