package e2e

import (
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"
	"testing"
	"time"
)

// linkPort is where clients are told that the server is.
const linkPort = 5443

// link is the network between the clients and the server: a forwarder that can be cut. It listens on every address of
// the namespace, on its own port and on those that some libraries have built in.
type link struct {
	target string

	mu        sync.Mutex
	listeners []net.Listener
	conns     map[net.Conn]bool
	running   sync.WaitGroup
}

func newLink(t *testing.T, target string) *link {
	l := &link{target: target, conns: make(map[net.Conn]bool)}
	l.restore(t)
	t.Cleanup(l.cut)
	return l
}

// cut ends every connection and refuses new ones.
func (l *link) cut() {
	l.mu.Lock()
	for _, listener := range l.listeners {
		listener.Close()
	}
	l.listeners = nil
	for conn := range l.conns {
		conn.Close()
	}
	l.mu.Unlock()
	l.running.Wait()
}

// away does something while the network is cut.
func (l *link) away(t *testing.T, do func()) {
	t.Helper()
	l.cut()
	defer l.restore(t)
	do()
}

// restore lets clients through.
func (l *link) restore(t *testing.T) {
	t.Helper()
	for _, port := range []int{linkPort, 80, 443, 5222} {
		listener, err := listen(fmt.Sprintf("0.0.0.0:%d", port))
		if err != nil {
			t.Fatalf("link: %v", err)
		}
		l.mu.Lock()
		l.listeners = append(l.listeners, listener)
		l.mu.Unlock()
		l.running.Go(func() { l.accept(listener) })
	}
}

// listen waits for a port that a client's outgoing connection may happen to use.
func listen(address string) (net.Listener, error) {
	for deadline := time.Now().Add(10 * time.Second); ; {
		listener, err := net.Listen("tcp", address)
		if !errors.Is(err, syscall.EADDRINUSE) || time.Now().After(deadline) {
			return listener, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func (l *link) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		l.running.Go(func() { l.forward(listener, conn) })
	}
}

func (l *link) forward(listener net.Listener, client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", l.target)
	if err != nil {
		return // The server is down: so is the link.
	}
	defer server.Close()

	l.mu.Lock()
	open := false
	for _, x := range l.listeners {
		open = open || x == listener
	}
	if !open { // Cut while we were dialling.
		l.mu.Unlock()
		return
	}
	l.conns[client], l.conns[server] = true, true
	l.mu.Unlock()

	var both sync.WaitGroup
	copyAndClose := func(to, from net.Conn) {
		io.Copy(to, from)
		to.Close()
		from.Close()
	}
	both.Go(func() { copyAndClose(server, client) })
	copyAndClose(client, server)
	both.Wait()

	l.mu.Lock()
	delete(l.conns, client)
	delete(l.conns, server)
	l.mu.Unlock()
}
