// What messages of groups and channels say, and what messages carry, as the tests know it. The objects are those of the
// protocol as both mtcute and GramJS give them, which differ in how they write a constructor's name and large numbers.

const name = (o) => {
  const full = o?._ ?? o?.className ?? ''
  return full[0]?.toLowerCase() + full.slice(1)
}
const number = (n) => (n === undefined || n === null ? undefined : Number(n))
const words = (text) => text?.text ?? text ?? ''
const lat = (at) => ({ lat: at.lat, long: at.long })
const hex = (bytes) => Buffer.from(bytes).toString('hex')

/** A peer as one number: people above zero, basic groups below, channels far below. */
export function marked(peer) {
  switch (name(peer)) {
    case 'peerUser': return number(peer.userId)
    case 'peerChat': return -number(peer.chatId)
    case 'peerChannel': return channel(peer.channelId)
  }
  return undefined
}

export const channel = (id) => -1_000_000_000_000 - number(id)

const services = {
  messageActionChatCreate: 'chatCreate', messageActionChatEditTitle: 'title', messageActionChatEditPhoto: 'photo',
  messageActionChatDeletePhoto: 'photo', messageActionChatAddUser: 'addUser', messageActionChatDeleteUser: 'deleteUser',
  messageActionChatJoinedByLink: 'joinLink', messageActionChatJoinedByRequest: 'joinRequest',
  messageActionChannelCreate: 'channelCreate', messageActionChatMigrateTo: 'migrateTo',
  messageActionChannelMigrateFrom: 'migrateFrom', messageActionTopicCreate: 'topicCreate',
  messageActionTopicEdit: 'topicEdit', messageActionPinMessage: 'pin', messageActionSetMessagesTTL: 'ttl',
  messageActionContactSignUp: 'joined',
}

/** What a service message tells of. */
export const service = (action) => services[name(action)] ?? 'other'

/** How often each emoji was put to a message. */
export function counts(reactions) {
  const all = {}
  for (const r of reactions?.results ?? []) {
    if (name(r.reaction) === 'reactionEmoji') all[r.reaction.emoticon] = r.count
  }
  return all
}

/** What a message carries beside its text. */
export function media(x) {
  switch (name(x)) {
    case 'messageMediaPhoto': {
      const sizes = x.photo.sizes.filter((s) => ['photoSize', 'photoSizeProgressive'].includes(name(s)))
      return { kind: 'photo', spoiler: Boolean(x.spoiler), width: sizes.at(-1)?.w, height: sizes.at(-1)?.h }
    }
    case 'messageMediaDocument': {
      const d = x.document
      const data = { kind: 'file', size: number(d.size), mime: d.mimeType, spoiler: Boolean(x.spoiler) }
      for (const a of d.attributes) {
        switch (name(a)) {
          case 'documentAttributeFilename': data.name = a.fileName; break
          case 'documentAttributeVideo':
            Object.assign(data, {
              kind: a.roundMessage ? 'round' : 'video', width: a.w, height: a.h, duration: Math.floor(a.duration),
            })
            break
          case 'documentAttributeAudio':
            Object.assign(data, { kind: a.voice ? 'voice' : 'audio', duration: a.duration, title: a.title })
            break
          case 'documentAttributeSticker': Object.assign(data, { kind: 'sticker', emoji: a.alt }); break
        }
      }
      if (d.attributes.some((a) => name(a) === 'documentAttributeAnimated')) data.kind = 'gif'
      return data
    }
    case 'messageMediaContact': return { kind: 'contact', phone: x.phoneNumber, name: x.firstName }
    case 'messageMediaGeo': return { kind: 'geo', ...lat(x.geo) }
    case 'messageMediaGeoLive': return { kind: 'live', ...lat(x.geo) }
    case 'messageMediaVenue': return { kind: 'venue', ...lat(x.geo), title: x.title }
    case 'messageMediaDice': return { kind: 'dice', emoji: x.emoticon, value: x.value }
    case 'messageMediaPoll': {
      const votes = new Map((x.results.results ?? []).map((r) => [hex(r.option), r.voters ?? 0]))
      return {
        kind: 'poll', question: words(x.poll.question), closed: Boolean(x.poll.closed),
        options: x.poll.answers.map((a) => words(a.text)), votes: x.poll.answers.map((a) => votes.get(hex(a.option)) ?? 0),
        voters: x.results.totalVoters ?? 0,
      }
    }
    case 'messageMediaWebPage': return name(x.webpage) === 'webPage' ? { kind: 'page', title: x.webpage.title } : undefined
  }
  return undefined
}

/** The fields that only messages of groups and channels have, and what a message carries. */
export const social = (m) => ({
  from: marked(m.fromId), post: Boolean(m.post), author: m.postAuthor ?? undefined, views: m.views ?? undefined,
  group: Boolean(m.groupedId), replies: m.replies?.replies,
  thread: m.replyTo?.replyToTopId ?? (m.replyTo?.forumTopic ? m.replyTo.replyToMsgId : undefined),
  reactions: m.reactions ? counts(m.reactions) : undefined, media: m.media ? media(m.media) : undefined,
})

/**
 * Tells what an update of groups and channels says. `left` answers whether one is out of a channel, by its id, from
 * what came with the update.
 */
export function tellSocial(u, tell, left) {
  switch (name(u)) {
    case 'updatePinnedChannelMessages':
      return tell('pin', { chat: channel(u.channelId), ids: u.messages, pinned: Boolean(u.pinned) })
    case 'updateMessageReactions':
      return tell('reactions', { chat: marked(u.peer), id: u.msgId, reactions: counts(u.reactions) })
    case 'updateMessagePoll':
      return tell('poll', { voters: u.results.totalVoters ?? 0 })
    case 'updateChannel':
      return tell('chat', { chat: channel(u.channelId), left: left(u.channelId) })
    case 'updateChannelUserTyping':
      return tell('typing', { chat: channel(u.channelId) })
    case 'updateChatUserTyping':
      return tell('typing', { chat: -number(u.chatId) })
  }
}

/** The chat that an act made, of its answer. */
export function made(answer) {
  const updates = answer.updates?.chats ? answer.updates : answer
  for (const chat of updates.chats ?? []) {
    if (name(chat) === 'channel') return { chat: channel(chat.id) }
    if (name(chat) === 'chat' && !chat.migratedTo) return { chat: -number(chat.id) }
  }
  throw new Error('no chat is named')
}

/** The id of what was sent, of the answer. */
export function sentID(answer) {
  if (answer.id !== undefined) return { id: answer.id }
  return { id: answer.updates.find((u) => name(u) === 'updateMessageID').id }
}

const forbidden = {
  view: 'viewMessages', send: 'sendMessages', media: 'sendMedia', polls: 'sendPolls', links: 'embedLinks',
  info: 'changeInfo', invite: 'inviteUsers', pin: 'pinMessages', photos: 'sendPhotos', plain: 'sendPlain',
}
const allowed = {
  info: 'changeInfo', post: 'postMessages', edit: 'editMessages', delete: 'deleteMessages', ban: 'banUsers',
  invite: 'inviteUsers', pin: 'pinMessages', promote: 'addAdmins', anonymous: 'anonymous', topics: 'manageTopics',
}
const flags = (names) => (rights = []) => Object.fromEntries(rights.map((right) => [names[right], true]))

/** Rights by their names in the tests, as the protocol's flags. */
export const forbiddenFlags = flags(forbidden)
export const allowedFlags = flags(allowed)

/** A member of a chat. */
export function member(p) {
  const kind = name(p)
  if (kind === 'channelParticipantBanned') return { id: marked(p.peer), role: 'banned' }
  const role = kind.endsWith('Creator') ? 'creator' : kind.endsWith('Admin') ? 'admin' : 'member'
  return { id: number(p.userId), role, rank: p.rank }
}

/** An event of the log of administrators. */
export const logged = (e) => name(e.action).replace(/^channelAdminLogEventAction/, '')

/** What a file is sent as. */
export const mimes = {
  file: 'application/octet-stream', video: 'video/mp4', round: 'video/mp4', gif: 'video/mp4', voice: 'audio/ogg',
  audio: 'audio/mpeg', sticker: 'image/webp',
}

export { hex, name }
