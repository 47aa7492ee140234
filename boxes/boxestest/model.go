package boxestest

import "testing"

func testModel(t *testing.T, n New) {}
