package messages

import "testing"

// TestReactionsHash has what another program reckoned by the rule that TDLib follows.
func TestReactionsHash(t *testing.T) {
	for _, tt := range []struct {
		emoji []string
		want  int64
	}{
		{nil, 0},
		{[]string{"👍"}, 34974797},
		{[]string{"👍", "👎"}, -2025852360145375075},
		{[]string{"❤", "🔥", "🙏"}, 1859311469462595731},
	} {
		if got := reactionsHash(tt.emoji); got != tt.want {
			t.Errorf("the hash of %v is %d, want %d", tt.emoji, got, tt.want)
		}
	}
}
