package session

import (
	"fmt"
	"strings"

	"github.com/gotd/td/bin"
	"github.com/gotd/td/mt"
	"github.com/gotd/td/tg"

	"lamplight"
	"lamplight/edge/mtproto/rpc"
)

// A wrapping is what the invokeWith… around a request say.
type wrapping struct {
	layer     int // of invokeWithLayer; 0 if it did not say one
	client    *rpc.Client
	noUpdates bool
	takeout   int64
	span      rpc.Range
	after     []int64 // message ids that have to be done first
}

// Limits of what a wrapper may carry.
const (
	clientFieldBytes = 256 // of each thing that a client says of itself
	afterMessages    = 64  // ids in invokeAfterMsgs
	jsonDepth        = 16  // values inside one another in initConnection's params
)

// errBusinessConnection is the answer to a request on behalf of a business: there are none.
var errBusinessConnection = &lamplight.Error{Kind: lamplight.Invalid, Code: "CONNECTION_ID_INVALID"}

// unwrap takes the wrappers off a request, in whatever order they stand, and unpacks what is packed between them. Their
// constructors are the same in every layer that we speak, so that this works before the layer is known.
//
// https://core.telegram.org/api/invoking
func (z *zips) unwrap(body []byte, l Limits) (w wrapping, rest []byte, err error) {
	b := &bin.Buffer{Buf: body}
	for range l.WrapperDepth {
		id, err := b.PeekID()
		if err != nil {
			return w, nil, lamplight.ErrInputInvalid.Because(err)
		}
		if id == mt.GzipPackedTypeID {
			unpacked, err := z.unpack(b.Buf, l)
			if err != nil {
				return w, nil, lamplight.ErrInputInvalid.Because(err)
			}
			b.Buf = unpacked
			continue
		}
		done, err := w.take(b, id)
		if err != nil {
			return w, nil, err
		}
		if done {
			return w, b.Buf, nil
		}
	}
	return w, nil, lamplight.ErrInputInvalid.Because(fmt.Errorf("more than %d wrappers", l.WrapperDepth))
}

// take takes one wrapper off b; done says that id is none.
func (w *wrapping) take(b *bin.Buffer, id uint32) (done bool, err error) {
	switch id {
	case tg.InvokeWithLayerRequestTypeID, tg.InitConnectionRequestTypeID, tg.InvokeWithoutUpdatesRequestTypeID,
		tg.InvokeAfterMsgRequestTypeID, tg.InvokeAfterMsgsRequestTypeID, tg.InvokeWithMessagesRangeRequestTypeID,
		tg.InvokeWithTakeoutRequestTypeID, tg.InvokeWithApnsSecretRequestTypeID,
		tg.InvokeWithGooglePlayIntegrityRequestTypeID, tg.InvokeWithReCaptchaRequestTypeID:
	case tg.InvokeWithBusinessConnectionRequestTypeID:
		return false, errBusinessConnection
	default:
		return true, nil
	}
	b.Skip(4)
	switch id {
	case tg.InvokeWithLayerRequestTypeID:
		w.layer, err = b.Int()
		if err == nil && w.layer <= 0 {
			err = fmt.Errorf("layer %d", w.layer)
		}
	case tg.InitConnectionRequestTypeID:
		w.client, err = decodeClient(b)
	case tg.InvokeWithoutUpdatesRequestTypeID:
		w.noUpdates = true
	case tg.InvokeAfterMsgRequestTypeID:
		var id int64
		id, err = b.Long()
		w.after = append(w.after, id)
	case tg.InvokeAfterMsgsRequestTypeID:
		var ids []int64
		ids, err = longs(b, afterMessages)
		w.after = append(w.after, ids...)
	case tg.InvokeWithMessagesRangeRequestTypeID:
		var r tg.MessageRange
		err = r.Decode(b)
		w.span = rpc.Range{Min: lamplight.MessageID(r.MinID), Max: lamplight.MessageID(r.MaxID)}
	case tg.InvokeWithTakeoutRequestTypeID:
		w.takeout, err = b.Long()
	case tg.InvokeWithApnsSecretRequestTypeID, tg.InvokeWithGooglePlayIntegrityRequestTypeID:
		// Proofs that nobody here asked for.
		err = skipStrings(b, 2)
	case tg.InvokeWithReCaptchaRequestTypeID:
		err = skipStrings(b, 1)
	}
	if err != nil {
		return false, lamplight.ErrInputInvalid.Because(fmt.Errorf("wrapper %#x: %w", id, err))
	}
	return false, nil
}

// decodeClient reads what initConnection says before the request that it carries.
func decodeClient(b *bin.Buffer) (*rpc.Client, error) {
	const hasProxy, hasParams = 1 << 0, 1 << 1
	flags, err := b.Int()
	if err != nil {
		return nil, err
	}
	c := new(rpc.Client)
	if c.APIID, err = b.Int(); err != nil {
		return nil, err
	}
	for _, field := range []*string{&c.Device, &c.System, &c.App, &c.SystemLanguage, &c.LanguagePack, &c.Language} {
		if *field, err = clientField(b); err != nil {
			return nil, err
		}
	}
	if flags&hasProxy != 0 {
		var p tg.InputClientProxy
		if err := p.Decode(b); err != nil {
			return nil, err
		}
	}
	if flags&hasParams != 0 {
		if err := skipJSON(b, jsonDepth); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// clientField reads a string of bounded length; what is too long is cut, for some clients put their whole build there.
func clientField(b *bin.Buffer) (string, error) {
	v, err := b.Bytes()
	if err != nil {
		return "", err
	}
	if len(v) > clientFieldBytes {
		v = v[:clientFieldBytes]
	}
	return strings.ToValidUTF8(string(v), ""), nil
}

func skipStrings(b *bin.Buffer, n int) error {
	for range n {
		if _, err := b.Bytes(); err != nil {
			return err
		}
	}
	return nil
}

// longs reads a boxed vector of longs, at most limit.
func longs(b *bin.Buffer, limit int) ([]int64, error) {
	n, err := b.VectorHeader()
	if err != nil {
		return nil, err
	}
	if n > limit || n > b.Len()/8 {
		return nil, fmt.Errorf("vector of %d", n)
	}
	ids := make([]int64, n)
	for i := range ids {
		if ids[i], err = b.Long(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// skipJSON steps over a JSONValue. It does not use gotd's decoder because that one has no limit of depth.
func skipJSON(b *bin.Buffer, depth int) error {
	if depth == 0 {
		return fmt.Errorf("JSON deeper than %d", jsonDepth)
	}
	id, err := b.ID()
	if err != nil {
		return err
	}
	switch id {
	case tg.JSONNullTypeID:
		return nil
	case tg.JSONBoolTypeID:
		_, err = b.Bool()
		return err
	case tg.JSONNumberTypeID:
		_, err = b.Double()
		return err
	case tg.JSONStringTypeID:
		return skipStrings(b, 1)
	case tg.JSONArrayTypeID, tg.JSONObjectTypeID:
		n, err := b.VectorHeader()
		if err != nil {
			return err
		}
		if n > b.Len()/4 {
			return fmt.Errorf("vector of %d", n)
		}
		for range n {
			if id == tg.JSONObjectTypeID {
				if err := b.ConsumeID(tg.JSONObjectValueTypeID); err != nil {
					return err
				}
				if err := skipStrings(b, 1); err != nil {
					return err
				}
			}
			if err := skipJSON(b, depth-1); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("constructor %#x", id)
}
