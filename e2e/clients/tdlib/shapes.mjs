// What messages of groups and channels say, and what messages carry, as the tests know it, of TDLib's objects.
const sender = (s) => s.user_id ?? s.chat_id
const shift = 1 << 20 // as in private.mjs

const services = {
  messageBasicGroupChatCreate: 'chatCreate', messageSupergroupChatCreate: 'channelCreate',
  messageChatChangeTitle: 'title', messageChatChangePhoto: 'photo', messageChatDeletePhoto: 'photo',
  messageChatAddMembers: 'addUser', messageChatDeleteMember: 'deleteUser', messageChatJoinByLink: 'joinLink',
  messageChatJoinByRequest: 'joinRequest', messageChatUpgradeTo: 'migrateTo', messageChatUpgradeFrom: 'migrateFrom',
  messageForumTopicCreated: 'topicCreate', messageForumTopicEdited: 'topicEdit',
  messageForumTopicIsClosedToggled: 'topicEdit', messageForumTopicIsHiddenToggled: 'topicEdit',
}

/** What a service message tells of. */
export const serviceOf = (content) => services[content._] ?? 'other'

const at = ({ latitude, longitude }) => ({ lat: latitude, long: longitude })
const size = (file) => file.size || file.expected_size

const kinds = {
  messagePhoto: ({ photo, has_spoiler }) => {
    const { width, height } = photo.sizes.at(-1)
    return { kind: 'photo', width, height, spoiler: has_spoiler }
  },
  messageDocument: ({ document: d }) =>
    ({ kind: 'file', size: size(d.document), mime: d.mime_type, name: d.file_name }),
  messageVideo: ({ video: v, has_spoiler }) => ({
    kind: 'video', size: size(v.video), mime: v.mime_type, name: v.file_name, width: v.width, height: v.height,
    duration: v.duration, spoiler: has_spoiler,
  }),
  messageAnimation: ({ animation: a, has_spoiler }) => ({
    kind: 'gif', size: size(a.animation), mime: a.mime_type, name: a.file_name, width: a.width, height: a.height,
    duration: a.duration, spoiler: has_spoiler,
  }),
  messageVideoNote: ({ video_note: v }) =>
    ({ kind: 'round', size: size(v.video), width: v.length, height: v.length, duration: v.duration }),
  messageVoiceNote: ({ voice_note: v }) =>
    ({ kind: 'voice', size: size(v.voice), mime: v.mime_type, duration: v.duration }),
  messageAudio: ({ audio: a }) => ({
    kind: 'audio', size: size(a.audio), mime: a.mime_type, name: a.file_name, duration: a.duration, title: a.title,
  }),
  messageSticker: ({ sticker: s }) =>
    ({ kind: 'sticker', size: size(s.sticker), width: s.width, height: s.height, emoji: s.emoji }),
  messageContact: ({ contact: c }) => ({ kind: 'contact', phone: c.phone_number, name: c.first_name }),
  messageLocation: ({ location }) => ({ kind: 'geo', ...at(location) }),
  messageLiveLocation: ({ location }) => ({ kind: 'live', ...at(location.location ?? location) }),
  messageVenue: ({ venue: v }) => ({ kind: 'venue', ...at(v.location), title: v.title }),
  messageDice: ({ emoji, value }) => ({ kind: 'dice', emoji, value }),
  messagePoll: ({ poll: p }) => ({
    kind: 'poll', question: p.question.text, options: p.options.map((o) => o.text.text),
    votes: p.options.map((o) => o.voter_count), voters: p.total_voter_count, closed: p.is_closed,
  }),
}

/** What a message carries beside its text; undefined if it is a text or tells of something. */
export const mediaOf = (content) => kinds[content._]?.(content)

/** The files in what a message carries: it, and its thumbnail. */
export function filesOf(content) {
  switch (content._) {
    case 'messagePhoto': return [content.photo.sizes.at(-1).photo]
    case 'messageVideoNote': return [content.video_note.video, content.video_note.thumbnail?.file]
    case 'messageVoiceNote': return [content.voice_note.voice]
  }
  const kind = content._.replace('message', '').toLowerCase()
  return [content[kind][kind], content[kind].thumbnail?.file]
}

// How often each emoji was put to a message.
const counts = (info) => {
  const all = {}
  for (const { type, total_count } of info?.reactions?.reactions ?? []) if (type.emoji) all[type.emoji] = total_count
  return all
}

/** The fields that only messages of groups and channels have. */
export const social = (m) => ({
  from: m.is_channel_post ? undefined : sender(m.sender_id), post: m.is_channel_post,
  author: m.author_signature || undefined, views: m.interaction_info?.view_count,
  replies: m.interaction_info?.reply_info?.reply_count, group: m.media_album_id !== '0' && m.media_album_id !== 0,
  thread: m.topic_id?.forum_topic_id ?? (m.topic_id?.message_thread_id ?? 0) / shift,
  reactions: counts(m.interaction_info),
})

const out = ['chatMemberStatusLeft', 'chatMemberStatusBanned']

/** Tells what an update of groups and channels says. */
export function tellSocial(u, tell) {
  switch (u._) {
    case 'updateMessageInteractionInfo':
      return tell('reactions', {
        chat: u.chat_id, id: u.message_id / shift, reactions: counts(u.interaction_info),
        views: u.interaction_info?.view_count, replies: u.interaction_info?.reply_info?.reply_count,
      })
    case 'updatePoll':
      return tell('poll', { voters: u.poll.total_voter_count })
    case 'updateSupergroup':
      return tell('chat', { chat: -1_000_000_000_000 - u.supergroup.id, left: out.includes(u.supergroup.status._) })
    case 'updateChatPendingJoinRequests':
      return tell('requests', { chat: u.chat_id })
  }
}
