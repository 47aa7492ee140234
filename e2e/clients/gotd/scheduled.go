package main

import (
	"context"
	"errors"
)

var errNoIDs = errors.New("no ids")

func (c *client) scheduled(ctx context.Context, r *request) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	waiting, err := to.Scheduled().History(ctx)
	if err != nil {
		return nil, err
	}
	list := []result{}
	for _, m := range waiting.GetMessages() {
		if s := shape(m); s != nil {
			list = append(list, s)
		}
	}
	return result{"messages": list}, nil
}

func (c *client) sendScheduled(ctx context.Context, r *request) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if len(r.IDs) == 0 {
		return nil, errNoIDs
	}
	_, err = to.Scheduled().Send(ctx, r.IDs[0], r.IDs[1:]...)
	return nil, err
}

func (c *client) deleteScheduled(ctx context.Context, r *request) (result, error) {
	to, err := c.to(ctx, r.To)
	if err != nil {
		return nil, err
	}
	if len(r.IDs) == 0 {
		return nil, errNoIDs
	}
	_, err = to.Scheduled().Delete(ctx, r.IDs[0], r.IDs[1:]...)
	return nil, err
}

func (c *client) editScheduled(ctx context.Context, r *request) (result, error) {
	return c.change(ctx, r, r.Date)
}
