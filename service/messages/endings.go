package messages

import "strings"

// knownEnding reports whether a host name without a scheme may end so: the endings of countries (ISO 3166 and those
// in use beside it) and the general ones that people write in running text. Rarer ones are found with a scheme.
func knownEnding(last string) bool {
	return len(last) >= 2 && strings.Contains(endings, " "+last+" ")
}

const endings = " ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz " +
	"ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr " +
	"ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp " +
	"ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv " +
	"mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw " +
	"sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz " +
	"ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw рф бел укр срб мкд бг " +
	"com net org info biz edu gov mil int arpa aero asia cat coop jobs mobi museum name post pro tel travel " +
	"academy agency app art audio bank bar best bike bio blog book buzz cafe camp care casa center chat city click cloud " +
	"club codes coffee community company cool courses day dance dating design dev digital direct dog earth education email " +
	"energy engineering events exchange expert family farm fashion finance fit foundation fun fund futbol gallery game games " +
	"garden gay gifts global gmbh gold group guide guru health help host hosting house icu ink institute international " +
	"jetzt land law legal life lgbt link live loan lol love ltd marketing media moe money monster movie music network news " +
	"ngo ninja nyc one onion online page paris parts party photo photos pictures pizza place plus press pub radio red rent " +
	"rest review reviews rip rocks run sale school science services sex shop show site social software solar space sport " +
	"store studio style support systems tax taxi team tech technology tips today ton tools top tours town toys trade " +
	"training university video vip vision vote wang watch website wedding wiki win wine work works world wtf xyz yoga zone " +
	"berlin hamburg koeln wien london moscow москва онлайн сайт орг дети "
