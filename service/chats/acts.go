package chats

import (
	"context"

	"lamplight"
)

// A NewGroup is a basic group to be made.
type NewGroup struct {
	Title string
	Users []lamplight.UserID
	TTL   int // seconds; 0: messages stay
}

// CreateGroup makes a basic group of the caller and others. Those who cannot be brought in are Missing.
func (s *Service) CreateGroup(ctx context.Context, c Caller, g NewGroup) (Result, error) {
	return Result{}, errNotBuilt
}

// A NewChannel is a supergroup or channel to be made.
type NewChannel struct {
	Broadcast bool
	Forum     bool // a supergroup with topics
	Title     string
	About     string
	TTL       int // seconds; 0: messages stay
}

// CreateChannel makes a supergroup or channel.
func (s *Service) CreateChannel(ctx context.Context, c Caller, n NewChannel) (Result, error) {
	return Result{}, errNotBuilt
}

// AddUser brings somebody into a basic group, who then sees its last history messages.
func (s *Service) AddUser(ctx context.Context, c Caller, chat lamplight.ChatID, user lamplight.UserID, history int) (Result, error) {
	return Result{}, errNotBuilt
}

// RemoveUser takes somebody out of a basic group, or has the caller leave it. With revoke, what they wrote goes too.
func (s *Service) RemoveUser(ctx context.Context, c Caller, chat lamplight.ChatID, user lamplight.UserID, revoke bool) (Result, error) {
	return Result{}, errNotBuilt
}

// SetTitle renames a chat.
func (s *Service) SetTitle(ctx context.Context, c Caller, peer lamplight.Peer, title string) (Result, error) {
	return Result{}, errNotBuilt
}

// SetAbout changes a chat's description.
func (s *Service) SetAbout(ctx context.Context, c Caller, peer lamplight.Peer, about string) error {
	return errNotBuilt
}

// SetPhoto changes a chat's photo, which was screened already; nil takes it away.
func (s *Service) SetPhoto(ctx context.Context, c Caller, peer lamplight.Peer, photo *lamplight.Photo) (Result, error) {
	return Result{}, errNotBuilt
}

// SetDefault says what members without rights may not do.
func (s *Service) SetDefault(ctx context.Context, c Caller, peer lamplight.Peer, rights lamplight.BannedRights) (Result, error) {
	return Result{}, errNotBuilt
}

// SetGroupAdmin makes a member of a basic group an administrator, or one no more.
func (s *Service) SetGroupAdmin(ctx context.Context, c Caller, chat lamplight.ChatID, user lamplight.UserID, admin bool) (Result, error) {
	return Result{}, errNotBuilt
}

// SetAdmin gives somebody rights in a supergroup or channel, or takes them (rights 0).
func (s *Service) SetAdmin(
	ctx context.Context, c Caller, channel lamplight.ChannelID, user lamplight.UserID, rights lamplight.AdminRights, rank string,
) (Result, error) {
	return Result{}, errNotBuilt
}

// Restrain says what somebody may not do in a supergroup or channel. BannedView among the rights keeps them out; no rights
// at all free them.
func (s *Service) Restrain(
	ctx context.Context, c Caller, channel lamplight.ChannelID, user lamplight.UserID, r lamplight.Restraint,
) (Result, error) {
	return Result{}, errNotBuilt
}

// Invite brings people into a supergroup or channel. Those who cannot be brought in are Missing.
func (s *Service) Invite(ctx context.Context, c Caller, channel lamplight.ChannelID, users []lamplight.UserID) (Result, error) {
	return Result{}, errNotBuilt
}

// Join has the caller join a public supergroup or channel.
func (s *Service) Join(ctx context.Context, c Caller, channel lamplight.ChannelID) (Result, error) {
	return Result{}, errNotBuilt
}

// Leave has the caller leave a supergroup or channel.
func (s *Service) Leave(ctx context.Context, c Caller, channel lamplight.ChannelID) (Result, error) {
	return Result{}, errNotBuilt
}

// Delete removes a chat for everybody.
func (s *Service) Delete(ctx context.Context, c Caller, peer lamplight.Peer) (Result, error) {
	return Result{}, errNotBuilt
}

// Migrate makes a supergroup of a basic group.
func (s *Service) Migrate(ctx context.Context, c Caller, chat lamplight.ChatID) (Result, error) {
	return Result{}, errNotBuilt
}
