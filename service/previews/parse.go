package previews

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// Bounds of what a page says of itself.
const (
	maxTokens      = 20_000
	maxToken       = 64 << 10 // bytes
	maxTitle       = 256      // code points
	maxDescription = 1024     // code points
	maxName        = 128      // code points of a site or an author
	maxAddress     = 2048     // bytes
)

// said is what a page says of itself.
type said struct{ title, description, site, author, picture string }

// parse reads the head of a page: Open Graph (https://ogp.me), the names of Twitter's cards, its title and description.
func parse(page []byte) (s said) {
	if e, _, sure := charset.DetermineEncoding(page[:min(len(page), 1024)], ""); sure {
		if text, err := e.NewDecoder().Bytes(page); err == nil {
			page = text
		}
	}
	found := map[string]string{}
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(maxToken)
	inTitle := false
	for range maxTokens {
		switch z.Next() {
		case html.ErrorToken:
			return from(found)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			switch string(name) {
			case "title":
				inTitle = true
			case "body":
				return from(found)
			case "meta":
				var key, content string
				for more {
					var k, v []byte
					k, v, more = z.TagAttr()
					switch string(k) {
					case "property", "name":
						key = strings.ToLower(string(v))
					case "content":
						content = string(v)
					}
				}
				if _, twice := found[key]; !twice && len(found) < 200 {
					found[key] = content
				}
			}
		case html.TextToken:
			if inTitle {
				if _, twice := found["title"]; !twice {
					found["title"] = string(z.Text())
				}
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); string(name) == "head" {
				return from(found)
			}
			inTitle = false
		case html.CommentToken, html.DoctypeToken:
		}
	}
	return from(found)
}

func from(found map[string]string) said {
	first := func(limit int, keys ...string) string {
		for _, k := range keys {
			if v := line(found[k], limit); v != "" {
				return v
			}
		}
		return ""
	}
	s := said{
		title:       first(maxTitle, "og:title", "twitter:title", "title"),
		description: first(maxDescription, "og:description", "twitter:description", "description"),
		site:        first(maxName, "og:site_name"), author: first(maxName, "author", "article:author"),
		picture: first(maxAddress, "og:image:secure_url", "og:image", "og:image:url", "twitter:image"),
	}
	if len(s.picture) > maxAddress {
		s.picture = ""
	}
	if strings.Contains(s.author, "://") {
		s.author = ""
	}
	return s
}

// line returns words in one line, at most limit code points.
func line(v string, limit int) string {
	v = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(v, ""))
	v = strings.Join(strings.Fields(v), " ")
	if r := []rune(v); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return v
}
