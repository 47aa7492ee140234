package server

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"path/filepath"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"lamplight/config"
)

// tlsConfig returns how TLS is spoken, or nil if it is not.
func tlsConfig(c config.Serve) (*tls.Config, error) {
	switch {
	case c.TLSCert != "":
		// Read once now, so that a wrong file is said at the start and not to the first client.
		cert, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
		if err != nil {
			return nil, fmt.Errorf("--tls-cert %s, --tls-key %s: %w", c.TLSCert, c.TLSKey, err)
		}
		return &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, nil
	case len(c.ACMEHosts) > 0:
		t := acmeManager(c).TLSConfig()
		// No HTTP/2: WebSocket and MTProto share the listener, and neither needs it.
		t.NextProtos = []string{"http/1.1", acme.ALPNProto}
		t.MinVersion = tls.VersionTLS12
		return t, nil
	default:
		return nil, nil
	}
}

// acmeManager gets and renews certificates. The challenge (TLS-ALPN-01) is answered on the one port, so nothing else has to
// be open.
func acmeManager(c config.Serve) *autocert.Manager {
	m := &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		HostPolicy: autocert.HostWhitelist(c.ACMEHosts...),
		Cache:      autocert.DirCache(filepath.Join(c.Data, "certificates")),
		Email:      c.ACMEEmail,
	}
	if c.ACMEURL != "" {
		m.Client = &acme.Client{DirectoryURL: c.ACMEURL, HTTPClient: http.DefaultClient}
	}
	return m
}
