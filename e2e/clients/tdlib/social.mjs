// What the tests ask of groups, channels and media, in the words of TDLib. It has a way of its own for everything.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { finder, local, message, sent, wire } from './private.mjs'
import { filesOf } from './shapes.mjs'

const channelMark = -1_000_000_000_000
const isChannel = (chat) => chat < channelMark
const bare = (chat) => (isChannel(chat) ? channelMark - chat : -chat)
const file = (path) => ({ _: 'inputFileLocal', path })
const text = (words) => ({ _: 'formattedText', text: words ?? '' })
const whole = 100 // of a list that is asked for at once
const topicColour = 0x6fb9f0 // one of those that topics may have

// Rights by their names in the tests, as TDLib's permissions: a member may do all but these.
const forbidden = {
  send: [
    'can_send_basic_messages', 'can_send_audios', 'can_send_documents', 'can_send_photos', 'can_send_videos',
    'can_send_video_notes', 'can_send_voice_notes', 'can_send_polls', 'can_send_other_messages', 'can_add_link_previews',
  ],
  media: [
    'can_send_audios', 'can_send_documents', 'can_send_photos', 'can_send_videos', 'can_send_video_notes',
    'can_send_voice_notes',
  ],
  polls: ['can_send_polls'], links: ['can_add_link_previews'], info: ['can_change_info'], invite: ['can_invite_users'],
  pin: ['can_pin_messages'], photos: ['can_send_photos'], plain: ['can_send_basic_messages'],
}
const allPermissions = [
  ...forbidden.send, 'can_change_info', 'can_invite_users', 'can_pin_messages', 'can_create_topics', 'can_react_to_messages',
]
const permissions = (rights = []) => {
  const not = rights.flatMap((right) => forbidden[right])
  return { _: 'chatPermissions', ...Object.fromEntries(allPermissions.map((name) => [name, !not.includes(name)])) }
}

const allowed = {
  info: 'can_change_info', post: 'can_post_messages', edit: 'can_edit_messages', delete: 'can_delete_messages',
  ban: 'can_restrict_members', invite: 'can_invite_users', pin: 'can_pin_messages', promote: 'can_promote_members',
  anonymous: 'is_anonymous', topics: 'can_manage_topics',
}

const roles = {
  chatMemberStatusCreator: 'creator', chatMemberStatusAdministrator: 'admin', chatMemberStatusBanned: 'banned',
  chatMemberStatusRestricted: 'banned',
}
const member = (m) =>
  ({ id: m.member_id.user_id ?? m.member_id.chat_id, role: roles[m.status._] ?? 'member', rank: m.status.custom_title })

/** What is sent, of a file or of what a command says. */
function content(kind, path, { caption: words, spoiler, ...a }) {
  const caption = text(words)
  const size = { duration: a.duration, width: a.width, height: a.height }
  const location = { _: 'location', latitude: a.lat, longitude: a.long }
  switch (kind) {
    case 'photo':
      return { _: 'inputMessagePhoto', photo: { _: 'inputPhoto', photo: file(path) }, caption, has_spoiler: spoiler }
    case 'file':
      return {
        _: 'inputMessageDocument', caption,
        document: { _: 'inputDocument', document: file(path), disable_content_type_detection: true },
      }
    case 'video':
      return {
        _: 'inputMessageVideo', caption,
        video: { _: 'inputVideo', video: file(path), ...size, supports_streaming: true },
      }
    case 'gif':
      return { _: 'inputMessageAnimation', caption, animation: { _: 'inputAnimation', animation: file(path), ...size } }
    case 'round': return { _: 'inputMessageVideoNote', video_note: file(path), duration: a.duration, length: a.width }
    case 'voice':
      return { _: 'inputMessageVoiceNote', caption, voice_note: file(path), duration: a.duration, waveform: 'AQIDBAU=' }
    case 'audio':
      return {
        _: 'inputMessageAudio', caption,
        audio: { _: 'inputAudio', audio: file(path), duration: a.duration, title: a.title, performer: a.first },
      }
    case 'sticker':
      return { _: 'inputMessageSticker', sticker: file(path), width: a.width, height: a.height, emoji: '🙂' }
    case 'contact':
      return { _: 'inputMessageContact', contact: { _: 'contact', phone_number: a.phone, first_name: a.first } }
    case 'geo': return { _: 'inputMessageLocation', location }
    case 'live':
      return { _: 'inputMessageLiveLocation', location: { _: 'liveLocation', location, live_period: 900 } }
    case 'venue':
      return {
        _: 'inputMessageVenue',
        venue: { _: 'venue', location, title: a.title, address: a.about, provider: 'foursquare' },
      }
    case 'dice': return { _: 'inputMessageDice', emoji: a.text }
  }
  throw new Error(`no kind of media ${kind}`)
}

/** The commands on groups, channels and media, on the client that `client` gives. */
export function socialCommands(client) {
  const call = (_, args) => client().invoke({ _, ...args })
  const quiet = (_, args) => call(_, args).then(() => ({}))
  const chat = finder(call)
  const user = async (username) => (await call('searchPublicChat', { username })).id // of the conversation with them as well
  const users = (usernames) => Promise.all(usernames.map(user))
  const status = async (to, who, is) => quiet('setChatMemberStatus', {
    chat_id: await chat(to), member_id: { _: 'messageSenderUser', user_id: await user(who) }, status: is,
  })
  const send = async (to, input, topic) => {
    const sending = await call('sendMessage', {
      chat_id: await chat(to), topic_id: topic && { _: 'messageTopicForum', forum_topic_id: topic },
      input_message_content: input,
    })
    return { id: wire((await sent(sending)).id) }
  }
  const joined = (answer) => {
    if (answer._ === 'chat') return { chat: answer.id }
    if (answer._ === 'chatJoinResultRequestSent') throw new Error('INVITE_REQUEST_SENT')
    return { chat: answer.chat_id }
  }

  return {
    async createGroup({ title, users: list }) {
      return { chat: (await call('createNewBasicGroupChat', { title, user_ids: await users(list) })).chat_id }
    },
    async createChannel({ title, about, kind }) {
      const made = await call('createNewSupergroupChat', {
        title, description: about ?? '', is_channel: kind === 'channel',
      })
      // Asked for a forum at once, this version asks the server for a group to import a history into.
      if (kind === 'forum') {
        await call('toggleSupergroupIsForum', { supergroup_id: made.type.supergroup_id, is_forum: true })
      }
      return { chat: made.id }
    },
    async addUsers({ to, users: list }) {
      const chat_id = await chat(to)
      if (isChannel(chat_id)) return quiet('addChatMembers', { chat_id, user_ids: await users(list) })
      for (const user_id of await users(list)) await call('addChatMember', { chat_id, user_id, forward_limit: 0 })
    },
    kick: async ({ to, user: who }) => status(to, who, {
      _: isChannel(await chat(to)) ? 'chatMemberStatusBanned' : 'chatMemberStatusLeft',
    }),
    restrict: ({ to, user: who, rights, until }) => status(to, who, rights?.length
      ? {
          _: 'chatMemberStatusRestricted', is_member: true, restricted_until_date: until ?? 0,
          permissions: permissions(rights),
        }
      : { _: 'chatMemberStatusMember' }),
    forbid: async ({ to, rights }) =>
      quiet('setChatPermissions', { chat_id: await chat(to), permissions: permissions(rights) }),
    promote: ({ to, user: who, rights, rank }) => status(to, who, rights?.length
      ? {
          _: 'chatMemberStatusAdministrator', custom_title: rank ?? '',
          rights: {
            _: 'chatAdministratorRights', can_manage_chat: true,
            ...Object.fromEntries(rights.map((right) => [allowed[right], true])),
          },
        }
      : { _: 'chatMemberStatusMember' }),
    join: async ({ to, link }) => {
      if (link) return joined(await call('joinChatByInviteLink', { invite_link: link }))
      const chat_id = await chat(to)
      await call('joinChat', { chat_id })
      return { chat: chat_id }
    },
    leave: async ({ to }) => quiet('leaveChat', { chat_id: await chat(to) }),
    deleteChat: async ({ to }) => quiet('deleteChat', { chat_id: await chat(to) }),
    setTitle: async ({ to, title }) => quiet('setChatTitle', { chat_id: await chat(to), title }),
    setChatUsername: ({ to, username }) => quiet('setSupergroupUsername', { supergroup_id: bare(to), username }),
    migrate: async ({ to }) =>
      ({ chat: (await call('upgradeBasicGroupChatToSupergroupChat', { chat_id: await chat(to) })).id }),
    async info({ to }) {
      const { title } = await call('getChat', { chat_id: to })
      if (!isChannel(to)) {
        const full = await call('getBasicGroupFullInfo', { basic_group_id: bare(to) })
        return { title, about: full.description, members: full.members.length }
      }
      const full = await call('getSupergroupFullInfo', { supergroup_id: bare(to) })
      return { title, about: full.description, members: full.member_count, slow: full.slow_mode_delay }
    },
    async members({ to, filter, limit }) {
      if (!isChannel(to)) {
        const full = await call('getBasicGroupFullInfo', { basic_group_id: bare(to) })
        return { users: full.members.map(member), count: full.members.length }
      }
      const filters = { admins: 'Administrators', banned: 'Restricted', kicked: 'Banned' }
      const list = await call('getSupergroupMembers', {
        supergroup_id: bare(to), offset: 0, limit: limit ?? whole,
        filter: { _: 'supergroupMembersFilter' + (filters[filter] ?? 'Recent') },
      })
      return { users: list.members.map(member), count: list.total_count }
    },
    async adminLog({ to }) {
      const { events } = await call('getChatEventLog', { chat_id: await chat(to), query: '', from_event_id: 0, limit: whole })
      return { events: events.map((e) => e.action._.replace(/^chatEvent/, '')) }
    },
    async inviteLink({ to, limit, until, approval }) {
      const link = await call('createChatInviteLink', {
        chat_id: await chat(to), name: '', expiration_date: until ?? 0, member_limit: limit ?? 0,
        creates_join_request: Boolean(approval),
      })
      return { link: link.invite_link }
    },
    revokeLink: async ({ to, link }) =>
      quiet('revokeChatInviteLink', { chat_id: await chat(to), invite_link: link }),
    async requests({ to }) {
      const { requests } = await call('getChatJoinRequests', {
        chat_id: await chat(to), invite_link: '', query: '', limit: whole,
      })
      return { users: requests.map((r) => r.user_id) }
    },
    approve: async ({ to, user: who, on }) => quiet('processChatJoinRequest', {
      chat_id: await chat(to), user_id: await user(who), approve: Boolean(on),
    }),
    noCopy: async ({ to, on }) =>
      quiet('toggleChatHasProtectedContent', { chat_id: await chat(to), has_protected_content: Boolean(on) }),
    slowMode: async ({ to, seconds }) =>
      quiet('setChatSlowModeDelay', { chat_id: await chat(to), slow_mode_delay: seconds ?? 0 }),
    signatures: ({ to, on }) =>
      quiet('toggleSupergroupSignMessages', { supergroup_id: bare(to), sign_messages: Boolean(on) }),
    hideHistory: ({ to, on }) =>
      quiet('toggleSupergroupIsAllHistoryAvailable', { supergroup_id: bare(to), is_all_history_available: !on }),
    setLinked: async ({ to, from }) =>
      quiet('setChatDiscussionGroup', { chat_id: await chat(to), discussion_chat_id: await chat(from) }),
    async searchChats({ query }) {
      const { chat_ids } = await call('searchPublicChats', { query })
      return { chats: chat_ids.filter((id) => id < 0) }
    },
    setPhoto: async ({ to, file: path }) => quiet('setChatPhoto', {
      chat_id: await chat(to), photo: { _: 'inputChatPhotoStatic', photo: file(path) },
    }),

    sendMedia: ({ to, kind, file: path, topic, ...a }) => send(to, content(kind, path, a), topic),
    async album({ to, files, caption }) {
      const sending = await call('sendMessageAlbum', {
        chat_id: await chat(to),
        input_message_contents: files.map((path, i) => content('photo', path, { caption: i === 0 ? caption : '' })),
      })
      return { ids: (await Promise.all(sending.messages.map(sent))).map((m) => wire(m.id)) }
    },
    async download({ to, id, thumb }) {
      const m = await call('getMessage', { chat_id: await chat(to), message_id: local(id) })
      const [it, small] = filesOf(m.content)
      if (thumb && !small) throw new Error(`message ${id} has no thumbnail`)
      const done = await call('downloadFile', {
        file_id: (thumb ? small : it).id, priority: 1, offset: 0, limit: 0, synchronous: true,
      })
      const bytes = readFileSync(done.local.path)
      return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
    setProfilePhoto: ({ file: path }) =>
      quiet('setProfilePhoto', { photo: { _: 'inputChatPhotoStatic', photo: file(path) }, is_public: false }),
    async profilePhotos({ username }) {
      const list = await call('getUserProfilePhotos', { user_id: await user(username), offset: 0, limit: whole })
      return { count: list.total_count }
    },

    // It puts and takes away one at a time.
    async react({ to, id, emoji = [] }) {
      const where = { chat_id: await chat(to), message_id: local(id) }
      const { interaction_info: info } = await call('getMessage', where)
      for (const { type, is_chosen } of info?.reactions?.reactions ?? []) {
        if (is_chosen && !emoji.includes(type.emoji)) await call('removeMessageReaction', { ...where, reaction_type: type })
      }
      for (const e of emoji) {
        await call('addMessageReaction', { ...where, reaction_type: { _: 'reactionTypeEmoji', emoji: e } })
      }
    },
    poll: ({ to, question, options, public: shown, multiple, quiz, correct }) => send(to, {
      _: 'inputMessagePoll', question: text(question),
      options: options.map((o) => ({ _: 'inputPollOption', text: text(o) })), is_anonymous: !shown,
      allows_multiple_answers: Boolean(multiple),
      type: quiz ? { _: 'inputPollTypeQuiz', correct_option_ids: [correct] } : { _: 'inputPollTypeRegular' },
    }),
    vote: async ({ to, id, numbers }) =>
      quiet('setPollAnswer', { chat_id: await chat(to), message_id: local(id), option_ids: numbers }),
    closePoll: async ({ to, id }) => quiet('stopPoll', { chat_id: await chat(to), message_id: local(id) }),
    async views({ to, ids }) {
      const chat_id = await chat(to)
      await call('viewMessages', { chat_id, message_ids: ids.map(local), force_read: false })
      const { messages } = await call('getMessages', { chat_id, message_ids: ids.map(local) })
      return { views: messages.map((m) => m.interaction_info?.view_count ?? 0) }
    },
    async comment({ to, id, text: words }) {
      const thread = await call('getMessageThread', { chat_id: await chat(to), message_id: local(id) })
      const sending = await call('sendMessage', {
        chat_id: thread.chat_id, topic_id: { _: 'messageTopicThread', message_thread_id: thread.message_thread_id },
        input_message_content: { _: 'inputMessageText', text: text(words) },
      })
      return { id: wire((await sent(sending)).id) }
    },
    async comments({ to, id }) {
      const { messages } = await call('getMessageThreadHistory', {
        chat_id: await chat(to), message_id: local(id), from_message_id: 0, offset: 0, limit: whole,
      })
      return { messages: messages.map(message) }
    },

    async createTopic({ to, title }) {
      const topic = await call('createForumTopic', {
        chat_id: await chat(to), name: title, icon: { _: 'forumTopicIcon', color: topicColour },
      })
      return { id: topic.forum_topic_id }
    },
    async editTopic({ to, id: forum_topic_id, title, closed }) {
      const chat_id = await chat(to)
      if (title) await call('editForumTopic', { chat_id, forum_topic_id, name: title })
      if (closed !== undefined) await call('toggleForumTopicIsClosed', { chat_id, forum_topic_id, is_closed: closed })
    },
    async topics({ to }) {
      const { topics } = await call('getForumTopics', { chat_id: await chat(to), query: '', limit: whole })
      return { topics: topics.map(({ info: t }) => ({ id: t.forum_topic_id, title: t.name, closed: t.is_closed })) }
    },
  }
}
