package web

import (
	"fmt"
	"net/http"

	"lamplight/web"
)

// Messenger serves the messenger's web app at /.
func Messenger() (http.Handler, error) {
	files, err := web.Messenger()
	if err != nil {
		return nil, fmt.Errorf("web app: %w", err)
	}
	return http.FileServerFS(files), nil
}
