// Package web serves what browsers need: the web apps, and MTProto inside a WebSocket.
package web
