package sim

import (
	"errors"

	"lamplight"
)

func lamplightError(err error) (*lamplight.Error, bool) {
	var e *lamplight.Error
	ok := errors.As(err, &e)
	return e, ok
}
