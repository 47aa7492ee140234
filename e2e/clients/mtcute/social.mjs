// What the tests ask of groups, channels and media, in mtcute's words. `tg.call` is for what it has no way of its own.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { allowedFlags, forbiddenFlags, logged, made, marked, member, mimes } from '../social.mjs'

const isChannel = (to) => typeof to === 'string' || to < -1_000_000_000_000
const sum = (bytes) => ({ size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })

/**
 * The commands on groups, channels and media, on the client that `client` gives.
 * @param open  what the library takes for the file at a path
 */
export function socialCommands(client, open) {
  const tg = new Proxy({}, { get: (_, key) => client()[key].bind(client()) })
  const quiet = (done) => Promise.resolve(done).then(() => ({}))
  const at = (chatId, message) => ({ chatId, message })
  const channel = async (to) => {
    const { channelId, accessHash } = await tg.resolvePeer(to)
    return { _: 'inputChannel', channelId, accessHash }
  }
  const user = async (who) => {
    const { userId, accessHash } = await tg.resolvePeer(who)
    return { _: 'inputUser', userId, accessHash }
  }
  // What the updates of a raw answer tell is told like all others.
  const act = async (request) => {
    const answer = await tg.call(request)
    client().handleClientUpdate(answer.updates?._ ? answer.updates : answer, true)
    return answer
  }
  const input = (kind, file, a) => {
    const common = file && { file: open(file), fileName: basename(file), fileMime: mimes[kind], spoiler: a.spoiler }
    const size = { width: a.width, height: a.height, duration: a.duration }
    switch (kind) {
      case 'photo': return { type: 'photo', file: common.file, spoiler: a.spoiler }
      case 'file': return { ...common, type: 'document' }
      case 'video': return { ...common, ...size, type: 'video', supportsStreaming: true }
      case 'round': return { ...common, ...size, type: 'video', isRound: true }
      case 'gif': return { ...common, ...size, type: 'video', isAnimated: true }
      case 'voice': return { ...common, type: 'voice', duration: a.duration, waveform: [1, 2, 3, 4, 5] }
      case 'audio': return { ...common, type: 'audio', duration: a.duration, title: a.title, performer: a.first }
      case 'sticker': return { ...common, type: 'sticker', alt: '🙂' }
      case 'contact': return { type: 'contact', phone: a.phone, firstName: a.first }
      case 'geo': return { type: 'geo', latitude: a.lat, longitude: a.long }
      case 'live': return { type: 'geo_live', latitude: a.lat, longitude: a.long, period: 900 }
      case 'venue':
        return {
          type: 'venue', latitude: a.lat, longitude: a.long, title: a.title, address: a.about,
          source: { provider: 'foursquare', id: '', type: '' },
        }
      case 'dice': return { type: 'dice', emoji: a.text }
    }
    throw new Error(`no kind of media ${kind}`)
  }

  return {
    createGroup: async ({ title, users }) => ({ chat: (await tg.createGroup({ title, users })).chat.id }),
    async createChannel({ title, about, kind }) {
      const make = kind === 'channel' ? tg.createChannel : tg.createSupergroup
      return { chat: (await make({ title, description: about, forum: kind === 'forum' })).id }
    },
    addUsers: ({ to, users }) => quiet(tg.addChatMembers(to, users, {})),
    kick: ({ to, user: who }) => quiet(isChannel(to)
      ? tg.banChatMember({ chatId: to, participantId: who })
      : tg.kickChatMember({ chatId: to, userId: who })),
    restrict: ({ to, user: who, rights, until }) => quiet(tg.restrictChatMember({
      chatId: to, userId: who, restrictions: forbiddenFlags(rights), until: until ?? 0,
    })),
    forbid: ({ to, rights }) => quiet(tg.setChatDefaultPermissions(to, forbiddenFlags(rights))),
    async promote({ to, user: who, rights, rank }) {
      if (isChannel(to)) {
        return quiet(tg.editAdminRights({ chatId: to, userId: who, rights: allowedFlags(rights), rank }))
      }
      return quiet(tg.call({
        _: 'messages.editChatAdmin', chatId: -to, userId: await user(who), isAdmin: Boolean(rights?.length),
      }))
    },
    async join({ to, link }) {
      const joined = await tg.joinChat(link ?? to)
      return { chat: (joined.chat ?? joined).id }
    },
    leave: ({ to }) => quiet(tg.leaveChat(to)),
    deleteChat: ({ to }) => quiet(isChannel(to) ? tg.deleteChannel(to) : tg.deleteGroup(to)),
    setTitle: ({ to, title }) => quiet(tg.setChatTitle(to, title)),
    setChatUsername: ({ to, username }) => quiet(tg.setChatUsername(to, username)),
    migrate: async ({ to }) => made(await act({ _: 'messages.migrateChat', chatId: -to })),
    async info({ to }) {
      const chat = await tg.getFullChat(to) // It counts the members of a channel only.
      const members = isChannel(to) ? chat.membersCount : chat.full.participants.participants.length
      return { title: chat.title, about: chat.bio, members }
    },
    async members({ to, filter, limit }) {
      if (!isChannel(to)) {
        const { fullChat } = await tg.call({ _: 'messages.getFullChat', chatId: -to })
        return { users: fullChat.participants.participants.map(member) }
      }
      const type = filter || 'recent'
      const list = await tg.getChatMembers(to, { type, limit: limit ?? 100 })
      return { users: list.map((m) => member(m.raw)), count: list.total }
    },
    async adminLog({ to }) {
      const { events } = await tg.call({
        _: 'channels.getAdminLog', channel: await channel(to), q: '', maxId: 0n, minId: 0n, limit: 100,
      }).catch(() => ({ events: [] }))
      if (events.length) return { events: events.map(logged) }
      return { events: (await tg.getChatEventLog(to)).map((e) => logged(e.raw)) }
    },
    async inviteLink({ to, limit, until, approval }) {
      const link = await tg.createInviteLink(to, { usageLimit: limit, expires: until, withApproval: approval })
      return { link: link.link }
    },
    revokeLink: ({ to, link }) => quiet(tg.revokeInviteLink(to, link)),
    requests: async ({ to }) => ({
      users: (await tg.getInviteLinkMembers(to, { requested: true })).map((m) => m.user.id),
    }),
    approve: ({ to, user: who, on }) =>
      quiet(tg.hideJoinRequest({ chatId: to, user: who, action: on ? 'approve' : 'decline' })),
    noCopy: ({ to, on }) => quiet(tg.toggleContentProtection(to, Boolean(on))),
    slowMode: ({ to, seconds }) => quiet(tg.setSlowMode(to, seconds)),
    signatures: async ({ to, on }) =>
      quiet(act({ _: 'channels.toggleSignatures', channel: await channel(to), signaturesEnabled: on })),
    hideHistory: async ({ to, on }) =>
      quiet(act({ _: 'channels.togglePreHistoryHidden', channel: await channel(to), enabled: Boolean(on) })),
    setLinked: async ({ to, from }) => quiet(tg.call({
      _: 'channels.setDiscussionGroup', broadcast: await channel(to), group: await channel(from),
    })),
    async searchChats({ query }) {
      const found = await tg.call({ _: 'contacts.search', q: query, limit: 20 })
      return { chats: [...found.myResults, ...found.results].map(marked).filter((id) => id < 0) }
    },
    setPhoto: ({ to, file }) => quiet(tg.setChatPhoto({ chatId: to, type: 'photo', media: open(file) })),

    async sendMedia({ to, kind, file, caption, topic, ...a }) {
      const sent = await tg.sendMedia(to, input(kind, file, a), { caption, replyTo: topic })
      return { id: sent.id }
    },
    async album({ to, files, caption }) {
      const photos = files.map((file, i) => ({ ...input('photo', file, {}), caption: i === 0 ? caption : undefined }))
      return { ids: (await tg.sendMediaGroup(to, photos)).map((m) => m.id) }
    },
    // `downloadToFile` does not wait until the file is written.
    async download({ to, id, thumb }) {
      const [m] = await tg.getMessages(to, id)
      return sum(await tg.downloadAsBuffer(thumb ? m.media.thumbnails.at(-1) : m.media))
    },
    setProfilePhoto: ({ file }) => quiet(tg.setMyProfilePhoto({ type: 'photo', media: open(file) })),
    profilePhotos: async ({ username }) => ({ count: (await tg.getProfilePhotos(username)).length }),

    react: ({ to, id, emoji }) => quiet(tg.sendReaction({ ...at(to, id), emoji: emoji?.length ? emoji : null })),
    async poll({ to, question, options, public: shown, multiple, quiz, correct }) {
      const common = { question, answers: options, public: Boolean(shown), multiple }
      const media = quiz ? { ...common, type: 'quiz', correct: [correct] } : { ...common, type: 'poll' }
      return { id: (await tg.sendMedia(to, media)).id }
    },
    vote: ({ to, id, numbers }) => quiet(tg.sendVote({ ...at(to, id), options: numbers })),
    closePoll: ({ to, id }) => quiet(tg.closePoll(at(to, id))),
    async views({ to, ids }) {
      const answer = await tg.call({
        _: 'messages.getMessagesViews', peer: await tg.resolvePeer(to), id: ids, increment: true,
      })
      return { views: answer.views.map((v) => v.views ?? 0) }
    },
    comment: async ({ to, id, text }) => ({ id: (await tg.sendText(to, text, { commentTo: id })).id }),

    async createTopic({ to, title }) {
      return { id: (await tg.createForumTopic({ chatId: to, title })).id }
    },
    async editTopic({ to, id, title, closed }) {
      if (title) await tg.editForumTopic({ chatId: to, topicId: id, title })
      if (closed !== undefined) await tg.toggleForumTopicClosed({ chatId: to, topicId: id, closed })
      return {}
    },
    async topics({ to }) {
      const list = await tg.getForumTopics(to)
      return { topics: list.map((t) => ({ id: t.id, title: t.title, closed: t.isClosed })) }
    },
    // What it has no way of reading by itself.
    async comments({ to, id }) {
      const { messages } = await tg.call({
        _: 'messages.getReplies', peer: await tg.resolvePeer(to), msgId: id, offsetId: 0, offsetDate: 0, addOffset: 0,
        limit: 100, maxId: 0, minId: 0, hash: 0,
      })
      return { messages: messages.map((m) => ({ id: m.id, text: m.message, from: marked(m.fromId) })) }
    },
  }
}

