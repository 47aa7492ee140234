package e2e

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// telegram is one of the addresses that TDLib has built in, and with its mask all of those that matter here. In the
// namespace the whole network is this machine.
var telegram = net.IPNet{IP: net.IPv4(149, 154, 160, 1), Mask: net.CIDRMask(20, 32)}

// enter runs the test binary again in a new network namespace and returns its exit code.
func enter(dir string) (int, error) {
	cmd := exec.Command("/proc/self/exe", append([]string{"-e2e.programs=" + dir}, os.Args[1:]...)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET, Pdeathsig: syscall.SIGKILL}
	if id := os.Getuid(); id != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: id, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		return max(exit.ExitCode(), 1), nil
	}
	return 0, fmt.Errorf("these tests run in a network namespace of their own and could not make one"+
		" (run them as root, or allow unprivileged user namespaces): %w", err)
}

// prepareNetwork brings loopback up and gives it the built-in addresses.
func prepareNetwork() error {
	interfaces, err := net.Interfaces()
	if err != nil {
		return err
	}
	if len(interfaces) != 1 {
		return fmt.Errorf("expected to be alone with loopback in a network namespace, found %d interfaces", len(interfaces))
	}
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	for _, change := range []struct {
		request uintptr
		name    string
		value   []byte
	}{
		{syscall.SIOCSIFFLAGS, "lo", []byte{syscall.IFF_UP, 0}},
		{syscall.SIOCSIFADDR, "lo:1", socketAddress(telegram.IP.To4())},
		{syscall.SIOCSIFNETMASK, "lo:1", socketAddress(net.IP(telegram.Mask))},
	} {
		var request [40]byte // struct ifreq: the name, then what to set
		copy(request[:16], change.name)
		copy(request[16:], change.value)
		_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), change.request, uintptr(unsafe.Pointer(&request)))
		if errno != 0 {
			return fmt.Errorf("prepare %s in the namespace: %w", change.name, errno)
		}
	}
	return nil
}

// socketAddress is an IPv4 address as the kernel's struct sockaddr_in on a little-endian machine.
func socketAddress(ip net.IP) []byte {
	return append([]byte{syscall.AF_INET, 0, 0, 0}, ip...)
}

func TestNothingButLoopbackIsInReach(t *testing.T) {
	for _, address := range []string{"192.0.2.1:443", "8.8.8.8:53", "[2001:db8::1]:443", "95.161.76.100:443"} {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			conn.Close()
			t.Fatalf("%s answered", address)
		}
		if !errors.Is(err, syscall.ENETUNREACH) && !errors.Is(err, syscall.EADDRNOTAVAIL) {
			t.Errorf("%s: %v; want the network to be unreachable", address, err)
		}
	}
	listener, err := net.Listen("tcp", "149.154.167.40:0")
	if err != nil {
		t.Fatalf("a built-in address is not this machine: %v", err)
	}
	listener.Close()
}
