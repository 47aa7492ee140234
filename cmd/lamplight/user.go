package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"

	"lamplight/config"
	"lamplight/server"
)

// userCommand are the commands that look after accounts.
type userCommand struct {
	List     userList     `cmd:"" help:"List accounts."`
	Show     userShow     `cmd:"" help:"Show an account and its devices."`
	Invite   userInvite   `cmd:"" help:"Let a phone sign up (for --sign-up=invited and listed); without a phone, list the invitations."`
	Uninvite userUninvite `cmd:"" help:"Take an invitation back. Who has signed up keeps the account."`
	Freeze   userFreeze   `cmd:"" help:"Leave an account nothing but to read, with a reason that its owner may read."`
	Thaw     userThaw     `cmd:"" help:"Take a freeze back."`
	Delete   userDelete   `cmd:"" help:"Erase an account for good."`
}

func (userCommand) Example() string {
	return "lamplight user list --data /var/lib/lamplight\n  lamplight user invite +4915112345678 --note \"Ann, treasurer\""
}

// where says which server a command is for, and how its answer is written.
type where struct {
	config.Storage `embed:""`
	Config         config.Path `help:"Configuration file (YAML) of the server." placeholder:"FILE"`
	JSON           bool        `name:"json" help:"Write JSON."`
}

// ask calls f with the operator's door of the server.
func (w where) ask(ctx context.Context, f func(o server.OperatorDoor) error) (err error) {
	c := config.Serve{Storage: w.Storage}
	c.Fill()
	o, done, err := server.Operator(ctx, c)
	if err != nil {
		return err
	}
	defer func() {
		if closed := done(); err == nil {
			err = closed
		}
	}()
	return f(o)
}

type userList struct {
	where
	After int64 `help:"Begin after this id." default:"0"`
	Limit int   `help:"Accounts at most; 0: all." default:"0"`
}

func (userList) Example() string { return "lamplight user list --data /var/lib/lamplight" }

func (c *userList) Run(ctx context.Context, parsed *kong.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error {
		var all []server.User
		for after, left := c.After, c.Limit; ; {
			page, err := o.Users(ctx, after, left)
			if err != nil {
				return err
			}
			all = append(all, page...)
			if left -= len(page); len(page) == 0 || c.Limit > 0 && left <= 0 {
				break
			}
			after = page[len(page)-1].ID
		}
		return c.write(parsed.Stdout, all, func(w io.Writer) {
			fmt.Fprintln(w, "ID\tPHONE\tNAME\tSIGNED UP\tLAST SEEN\tSTATE")
			for _, u := range all {
				fmt.Fprintf(w, "%d\t+%s\t%s\t%s\t%s\t%s\n", u.ID, u.Phone, name(u), day(u.Created), day(u.LastSeen), state(u))
			}
		})
	})
}

type userShow struct {
	where
	Who string `arg:"" help:"Id or phone number."`
}

func (userShow) Example() string { return "lamplight user show +4915112345678" }

func (c *userShow) Run(ctx context.Context, parsed *kong.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error {
		u, err := o.User(ctx, c.Who)
		return c.writeUser(parsed.Stdout, u, err)
	})
}

type userInvite struct {
	where
	Phone string `arg:"" optional:"" help:"Phone number, with its country code."`
	Email string `help:"Where codes for this phone go, if --code-by=email." placeholder:"ADDRESS"`
	Note  string `help:"For yourself: who this is." placeholder:"TEXT"`
}

func (userInvite) Example() string {
	return `lamplight user invite +4915112345678 --note "Ann, treasurer"`
}

func (c *userInvite) Run(ctx context.Context, parsed *kong.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error {
		var all []server.Invitation
		if c.Phone != "" {
			made, err := o.Invite(ctx, server.Invitation{Phone: c.Phone, Email: c.Email, Note: c.Note})
			if err != nil {
				return err
			}
			all = append(all, made)
		}
		for after := ""; c.Phone == ""; {
			page, err := o.Invitations(ctx, after, 0)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			all, after = append(all, page...), page[len(page)-1].Phone
		}
		return c.write(parsed.Stdout, all, func(w io.Writer) {
			fmt.Fprintln(w, "PHONE\tE-MAIL\tINVITED\tNOTE")
			for _, i := range all {
				fmt.Fprintf(w, "+%s\t%s\t%s\t%s\n", i.Phone, i.Email, day(i.Created), i.Note)
			}
		})
	})
}

type userUninvite struct {
	where
	Phone string `arg:"" help:"Phone number."`
}

func (userUninvite) Example() string { return "lamplight user uninvite +4915112345678" }

func (c *userUninvite) Run(ctx context.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error { return o.Uninvite(ctx, c.Phone) })
}

type userFreeze struct {
	where
	Who    string        `arg:"" help:"Id or phone number."`
	Reason string        `required:"" help:"Why: the owner may read it." placeholder:"TEXT"`
	For    time.Duration `help:"How long, such as 72h. Default: until thawed." placeholder:"TIME"`
}

func (userFreeze) Example() string {
	return `lamplight user freeze +4915112345678 --reason "Unwanted advertising" --for 72h`
}

func (c *userFreeze) Run(ctx context.Context, parsed *kong.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error {
		var until time.Time
		if c.For > 0 {
			until = time.Now().Add(c.For)
		}
		u, err := o.Freeze(ctx, c.Who, c.Reason, until)
		return c.writeUser(parsed.Stdout, u, err)
	})
}

type userThaw struct {
	where
	Who string `arg:"" help:"Id or phone number."`
}

func (userThaw) Example() string { return "lamplight user thaw +4915112345678" }

func (c *userThaw) Run(ctx context.Context, parsed *kong.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error {
		u, err := o.Thaw(ctx, c.Who)
		return c.writeUser(parsed.Stdout, u, err)
	})
}

type userDelete struct {
	where
	Who string `arg:"" help:"Id or phone number."`
	Yes bool   `help:"Really: this cannot be undone."`
}

func (userDelete) Example() string { return "lamplight user delete +4915112345678 --yes" }

func (c *userDelete) Run(ctx context.Context, parsed *kong.Context) error {
	return c.ask(ctx, func(o server.OperatorDoor) error {
		if !c.Yes {
			u, err := o.User(ctx, c.Who)
			if err != nil {
				return err
			}
			return fmt.Errorf("this erases the account %d (%s, +%s) and all its messages for good: add --yes", u.ID, name(u), u.Phone)
		}
		u, err := o.Delete(ctx, c.Who)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(parsed.Stdout, "erased the account %d (%s, +%s)\n", u.ID, name(u), u.Phone)
		return err
	})
}

// write writes v as JSON, or else as the table that f makes.
func (w where) write(out io.Writer, v any, f func(w io.Writer)) error {
	if w.JSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	f(table)
	return table.Flush()
}

func (w where) writeUser(out io.Writer, u server.User, err error) error {
	if err != nil {
		return err
	}
	return w.write(out, u, func(t io.Writer) {
		fmt.Fprintf(t, "id\t%d\nphone\t+%s\nname\t%s\nsigned up\t%s\nlast seen\t%s\nstate\t%s\npassword\t%v\n",
			u.ID, u.Phone, name(u), day(u.Created), day(u.LastSeen), state(u), u.Password)
		if s := u.Storage; s != nil {
			fmt.Fprintf(t, "storage\t%.1f MiB in %d messages\n", float64(s.Bytes)/(1<<20), s.Messages)
		}
		for _, d := range u.Devices {
			fmt.Fprintf(t, "device\t%s, %s, from %s, last used %s\n", d.Model, d.App, d.Address, day(d.Active))
		}
	})
}

func name(u server.User) string { return strings.TrimSpace(u.FirstName + " " + u.LastName) }

func day(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

func state(u server.User) string {
	switch {
	case !u.Deleted.IsZero():
		return "deleted " + day(u.Deleted)
	case !u.Frozen.IsZero() && u.FrozenUntil.IsZero():
		return "frozen since " + day(u.Frozen) + ": " + u.FrozenFor
	case !u.Frozen.IsZero():
		return "frozen until " + day(u.FrozenUntil) + ": " + u.FrozenFor
	default:
		return "active"
	}
}
