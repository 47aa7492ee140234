package media

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// Bounds of an animated sticker (https://core.telegram.org/stickers#animated-stickers-and-emoji).
const (
	tgsPacked   = 64 << 10 // bytes
	tgsUnpacked = 1 << 20  // bytes
	tgsDepth    = 64       // of the document's nesting
	tgsSeconds  = 3
	tgsSlow     = 30 // frames a second
	tgsFast     = 60 // frames a second
)

// checkTGS returns nil if b is an animation that clients can show and that asks nothing of them but to draw: a document of the
// Lottie format within gzip, of the right size, rate and length, without scripts, pictures, texts and effects.
func checkTGS(b []byte) error {
	if len(b) > tgsPacked {
		return errors.New("it is too large")
	}
	packed := bytes.NewReader(b)
	z, err := gzip.NewReader(packed)
	if err != nil {
		return fmt.Errorf("it is not packed: %w", err)
	}
	z.Multistream(false)
	text, err := io.ReadAll(io.LimitReader(z, tgsUnpacked+1))
	switch {
	case err != nil:
		return fmt.Errorf("unpack it: %w", err)
	case len(text) > tgsUnpacked:
		return errors.New("unpacked it is too large")
	case packed.Len() > 0:
		return errors.New("something stands behind its end")
	}
	if err := shallow(text); err != nil {
		return err
	}
	var a struct {
		TGS    int              `json:"tgs"`
		Rate   float64          `json:"fr"`
		First  float64          `json:"ip"`
		Last   float64          `json:"op"`
		Width  float64          `json:"w"`
		Height float64          `json:"h"`
		Layers []map[string]any `json:"layers"`
		Assets []map[string]any `json:"assets"`
	}
	if err := json.Unmarshal(text, &a); err != nil {
		return fmt.Errorf("it is no animation: %w", err)
	}
	switch {
	case a.Width != canvas || a.Height != canvas:
		return errors.New("it has another size")
	case a.Rate != tgsSlow && a.Rate != tgsFast:
		return errors.New("it has another rate")
	case !(a.Last > a.First) || (a.Last-a.First)/a.Rate > tgsSeconds+0.1:
		return errors.New("it is too long")
	case len(a.Layers) == 0:
		return errors.New("it shows nothing")
	}
	if err := drawnOnly(a.Layers); err != nil {
		return err
	}
	for _, asset := range a.Assets {
		layers, ok := asset["layers"].([]any)
		if !ok {
			return errors.New("it has pictures")
		}
		list := make([]map[string]any, 0, len(layers))
		for _, l := range layers {
			if m, ok := l.(map[string]any); ok {
				list = append(list, m)
			}
		}
		if err := drawnOnly(list); err != nil {
			return err
		}
	}
	return noScripts(text)
}

// Kinds of layers that clients draw by themselves: others show pictures, sounds and texts.
var tgsLayers = []float64{0, 1, 3, 4} // a composition, a surface, nothing, shapes

func drawnOnly(layers []map[string]any) error {
	for _, l := range layers {
		kind, ok := l["ty"].(float64)
		if !ok || kind != math.Trunc(kind) {
			return errors.New("a layer has no kind")
		}
		known := false
		for _, k := range tgsLayers {
			known = known || k == kind
		}
		if !known {
			return fmt.Errorf("it has a layer of kind %v", kind)
		}
		if effects, ok := l["ef"].([]any); ok && len(effects) > 0 {
			return errors.New("it has effects")
		}
	}
	return nil
}

// shallow returns an error if a document is nested too deeply to be read safely, by us or by clients.
func shallow(text []byte) error {
	depth := 0
	d := json.NewDecoder(bytes.NewReader(text))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is no document: %w", err)
		}
		if b, ok := t.(json.Delim); ok {
			if b == '{' || b == '[' {
				depth++
			} else {
				depth--
			}
		}
		if depth > tgsDepth {
			return errors.New("it is nested too deeply")
		}
	}
}

// noScripts returns an error if a document has expressions: an x that is a text.
func noScripts(text []byte) error {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return err
	}
	var walk func(any) error
	walk = func(v any) error {
		switch v := v.(type) {
		case map[string]any:
			if _, script := v["x"].(string); script {
				return errors.New("it has scripts")
			}
			for _, in := range v {
				if err := walk(in); err != nil {
					return err
				}
			}
		case []any:
			for _, in := range v {
				if err := walk(in); err != nil {
					return err
				}
			}
		}
		return nil
	}
	return walk(v)
}
