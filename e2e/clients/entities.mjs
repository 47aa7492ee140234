// The names that the tests have for kinds of formatting, and what the protocol calls them after "messageEntity".
const kinds = {
  bold: 'Bold', italic: 'Italic', underline: 'Underline', strike: 'Strike', spoiler: 'Spoiler', code: 'Code',
  pre: 'Pre', link: 'TextUrl', quote: 'Blockquote', name: 'MentionName', mention: 'Mention', hashtag: 'Hashtag',
  cashtag: 'Cashtag', command: 'BotCommand', url: 'Url', email: 'Email', phone: 'Phone',
}

const names = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [kind, name]))

/** What the test calls a constructor, whichever way the library writes its first letter. */
export const typeOf = (constructor) => names[constructor.replace(/^[mM]essageEntity/, '')] ?? constructor

/** The constructor of a type of the test, without "messageEntity". */
export const kindOf = (type) => {
  if (!(type in kinds)) throw new Error(`no entity ${type}`)
  return kinds[type]
}
