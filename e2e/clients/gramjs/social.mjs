// What the tests ask of groups, channels and media, in the words of GramJS. It has ways of its own to send files and
// albums, to download, and to upload; all else is its generated methods, called raw.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { allowedFlags, forbiddenFlags, logged, made, marked, member, mimes, sentID } from '../social.mjs'

const require = createRequire(import.meta.url)
const { Api } = require('telegram')
const { CustomFile } = require('telegram/client/uploads')

const isChannel = (to) => typeof to === 'string' || to < -1_000_000_000_000
const random = () => require('telegram/Helpers').generateRandomBigInt()

/** The commands on groups, channels and media, on the client that `client` gives. */
export function socialCommands(client) {
  const tg = new Proxy({}, { get: (_, name) => client()[name].bind(client()) })
  const call = (request) => tg.invoke(request)
  const quiet = (request) => tg.invoke(request).then(() => ({}))
  const peer = (to) => tg.getInputEntity(to)
  const channel = async (to) => {
    const { channelId, accessHash } = await peer(to)
    return new Api.InputChannel({ channelId, accessHash })
  }
  const user = async (to) => {
    const { userId, accessHash } = await peer(to)
    return new Api.InputUser({ userId, accessHash })
  }
  const users = (list) => Promise.all(list.map(user))
  const upload = (path) => {
    const bytes = readFileSync(path)
    return tg.uploadFile({ file: new CustomFile(basename(path), bytes.length, path), workers: 2 })
  }
  const one = async (to, id) => (await tg.getMessages(to, { ids: id }))[0]
  const send = async (to, media) =>
    sentID(await call(new Api.messages.SendMedia({ peer: await peer(to), media, message: '', randomId: random() })))

  const attributes = (kind, a) => {
    const film = { duration: a.duration, w: a.width, h: a.height, roundMessage: kind === 'round', supportsStreaming: true }
    switch (kind) {
      case 'video':
      case 'round': return [new Api.DocumentAttributeVideo(film)]
      case 'gif': return [new Api.DocumentAttributeVideo(film), new Api.DocumentAttributeAnimated()]
      case 'voice':
        return [new Api.DocumentAttributeAudio({ voice: true, duration: a.duration, waveform: Buffer.from([1, 2, 3, 4, 5]) })]
      case 'audio':
        return [new Api.DocumentAttributeAudio({ duration: a.duration, title: a.title, performer: a.first })]
      case 'sticker':
        return [
          new Api.DocumentAttributeImageSize({ w: a.width, h: a.height }),
          new Api.DocumentAttributeSticker({ alt: '🙂', stickerset: new Api.InputStickerSetEmpty() }),
        ]
    }
    return []
  }

  return {
    createGroup: async ({ title, users: list }) =>
      made(await call(new Api.messages.CreateChat({ title, users: await users(list) }))),
    createChannel: async ({ title, about, kind }) => made(await call(new Api.channels.CreateChannel({
      title, about: about ?? '', broadcast: kind === 'channel', megagroup: kind !== 'channel', forum: kind === 'forum',
    }))),
    async addUsers({ to, users: list }) {
      if (isChannel(to)) {
        return quiet(new Api.channels.InviteToChannel({ channel: await channel(to), users: await users(list) }))
      }
      for (const userId of await users(list)) {
        await call(new Api.messages.AddChatUser({ chatId: -to, userId, fwdLimit: 0 }))
      }
      return {}
    },
    async kick({ to, user: who }) {
      if (!isChannel(to)) return quiet(new Api.messages.DeleteChatUser({ chatId: -to, userId: await user(who) }))
      return this.restrict({ to, user: who, rights: ['view'] })
    },
    restrict: async ({ to, user: who, rights, until }) => quiet(new Api.channels.EditBanned({
      channel: await channel(to), participant: await peer(who),
      bannedRights: new Api.ChatBannedRights({ untilDate: until ?? 0, ...forbiddenFlags(rights) }),
    })),
    forbid: async ({ to, rights }) => quiet(new Api.messages.EditChatDefaultBannedRights({
      peer: await peer(to), bannedRights: new Api.ChatBannedRights({ untilDate: 0, ...forbiddenFlags(rights) }),
    })),
    async promote({ to, user: who, rights, rank }) {
      if (!isChannel(to)) {
        return quiet(new Api.messages.EditChatAdmin({
          chatId: -to, userId: await user(who), isAdmin: Boolean(rights?.length),
        }))
      }
      return quiet(new Api.channels.EditAdmin({
        channel: await channel(to), userId: await user(who), rank: rank ?? '',
        adminRights: new Api.ChatAdminRights(allowedFlags(rights)),
      }))
    },
    join: async ({ to, link }) => made(await call(link
      ? new Api.messages.ImportChatInvite({ hash: link.replace(/^.*[/+]/, '') })
      : new Api.channels.JoinChannel({ channel: await channel(to) }))),
    leave: async ({ to }) => quiet(isChannel(to)
      ? new Api.channels.LeaveChannel({ channel: await channel(to) })
      : new Api.messages.DeleteChatUser({ chatId: -to, userId: new Api.InputUserSelf() })),
    deleteChat: async ({ to }) => quiet(isChannel(to)
      ? new Api.channels.DeleteChannel({ channel: await channel(to) })
      : new Api.messages.DeleteChat({ chatId: -to })),
    setTitle: async ({ to, title }) => quiet(isChannel(to)
      ? new Api.channels.EditTitle({ channel: await channel(to), title })
      : new Api.messages.EditChatTitle({ chatId: -to, title })),
    setChatUsername: async ({ to, username }) =>
      quiet(new Api.channels.UpdateUsername({ channel: await channel(to), username })),
    migrate: async ({ to }) => made(await call(new Api.messages.MigrateChat({ chatId: -to }))),
    async info({ to }) {
      const full = await call(isChannel(to)
        ? new Api.channels.GetFullChannel({ channel: await channel(to) })
        : new Api.messages.GetFullChat({ chatId: -to }))
      const chat = full.chats.find((c) => Number(c.id) === Number(full.fullChat.id))
      return {
        title: chat.title, about: full.fullChat.about,
        members: full.fullChat.participantsCount ?? full.fullChat.participants?.participants.length,
      }
    },
    async members({ to, filter, limit }) {
      if (!isChannel(to)) {
        const { fullChat } = await call(new Api.messages.GetFullChat({ chatId: -to }))
        return { users: fullChat.participants.participants.map(member) }
      }
      const filters = {
        admins: () => new Api.ChannelParticipantsAdmins(), banned: () => new Api.ChannelParticipantsBanned({ q: '' }),
        kicked: () => new Api.ChannelParticipantsKicked({ q: '' }),
      }
      const answer = await call(new Api.channels.GetParticipants({
        channel: await channel(to), filter: (filters[filter] ?? (() => new Api.ChannelParticipantsRecent()))(), offset: 0,
        limit: limit ?? 100, hash: 0,
      }))
      return { users: answer.participants.map(member), count: answer.count }
    },
    async adminLog({ to }) {
      const { events } = await call(new Api.channels.GetAdminLog({
        channel: await channel(to), q: '', maxId: 0, minId: 0, limit: 100,
      }))
      return { events: events.map(logged) }
    },
    async inviteLink({ to, limit, until, approval }) {
      const { link } = await call(new Api.messages.ExportChatInvite({
        peer: await peer(to), usageLimit: limit, expireDate: until, requestNeeded: approval,
      }))
      return { link }
    },
    revokeLink: async ({ to, link }) =>
      quiet(new Api.messages.EditExportedChatInvite({ peer: await peer(to), link, revoked: true })),
    async requests({ to }) {
      const { importers } = await call(new Api.messages.GetChatInviteImporters({
        peer: await peer(to), requested: true, offsetDate: 0, offsetUser: new Api.InputUserEmpty(), limit: 100,
      }))
      return { users: importers.map((i) => Number(i.userId)) }
    },
    approve: async ({ to, user: who, on }) => quiet(new Api.messages.HideChatJoinRequest({
      peer: await peer(to), userId: await user(who), approved: on,
    })),
    noCopy: async ({ to, on }) =>
      quiet(new Api.messages.ToggleNoForwards({ peer: await peer(to), enabled: Boolean(on) })),
    slowMode: async ({ to, seconds }) =>
      quiet(new Api.channels.ToggleSlowMode({ channel: await channel(to), seconds: seconds ?? 0 })),
    signatures: async ({ to, on }) =>
      quiet(new Api.channels.ToggleSignatures({ channel: await channel(to), signaturesEnabled: on })),
    hideHistory: async ({ to, on }) =>
      quiet(new Api.channels.TogglePreHistoryHidden({ channel: await channel(to), enabled: Boolean(on) })),
    setLinked: async ({ to, from }) => quiet(new Api.channels.SetDiscussionGroup({
      broadcast: await channel(to), group: await channel(from),
    })),
    async searchChats({ query }) {
      const found = await call(new Api.contacts.Search({ q: query, limit: 20 }))
      return { chats: [...found.myResults, ...found.results].map(marked).filter((id) => id < 0) }
    },
    async setPhoto({ to, file }) {
      const photo = new Api.InputChatUploadedPhoto({ file: await upload(file) })
      return quiet(isChannel(to)
        ? new Api.channels.EditPhoto({ channel: await channel(to), photo })
        : new Api.messages.EditChatPhoto({ chatId: -to, photo }))
    },

    async sendMedia({ to, kind, file, caption, spoiler, topic, ...a }) {
      const geoPoint = new Api.InputGeoPoint({ lat: a.lat ?? 0, long: a.long ?? 0 })
      switch (kind) {
        case 'contact':
          return send(to, new Api.InputMediaContact({ phoneNumber: a.phone, firstName: a.first, lastName: '', vcard: '' }))
        case 'geo': return send(to, new Api.InputMediaGeoPoint({ geoPoint }))
        case 'live': return send(to, new Api.InputMediaGeoLive({ geoPoint, period: 900 }))
        case 'venue':
          return send(to, new Api.InputMediaVenue({
            geoPoint, title: a.title, address: a.about, provider: 'test', venueId: '', venueType: '',
          }))
        case 'dice': return send(to, new Api.InputMediaDice({ emoticon: a.text }))
      }
      if (spoiler) { // `sendFile` has no word for it.
        const media = new Api.InputMediaUploadedPhoto({ file: await upload(file), spoiler: true })
        return sentID(await call(new Api.messages.SendMedia({
          peer: await peer(to), media, message: caption ?? '', randomId: random(),
        })))
      }
      const sent = await tg.sendFile(to, {
        file, caption, forceDocument: kind === 'file', attributes: attributes(kind, a), voiceNote: kind === 'voice',
        videoNote: kind === 'round', supportsStreaming: kind === 'video', replyTo: topic, workers: 2,
      })
      return { id: sent.id }
    },
    async album({ to, files, caption }) {
      const sent = await tg.sendFile(to, { file: files, caption: [caption ?? ''] })
      return { ids: [sent].flat().map((m) => m.id) }
    },
    async download({ to, id, path, thumb }) {
      const bytes = await tg.downloadMedia(await one(to, id), { outputFile: undefined, thumb: thumb ? 0 : undefined })
      if (!bytes?.length) throw new Error(`message ${id} has nothing to download to ${path}`)
      return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
    setProfilePhoto: async ({ file }) => quiet(new Api.photos.UploadProfilePhoto({ file: await upload(file) })),
    async profilePhotos({ username }) {
      const { photos } = await call(new Api.photos.GetUserPhotos({
        userId: await user(username), offset: 0, maxId: 0, limit: 100,
      }))
      return { count: photos.length }
    },

    react: async ({ to, id, emoji }) => quiet(new Api.messages.SendReaction({
      peer: await peer(to), msgId: id, reaction: (emoji ?? []).map((emoticon) => new Api.ReactionEmoji({ emoticon })),
    })),
    async poll({ to, question, options, public: publicVoters, multiple, quiz, correct }) {
      const text = (words) => new Api.TextWithEntities({ text: words, entities: [] })
      return send(to, new Api.InputMediaPoll({
        poll: new Api.Poll({
          id: 0, question: text(question), publicVoters, multipleChoice: multiple, quiz,
          answers: options.map((o, i) => new Api.PollAnswer({ text: text(o), option: Buffer.from(String(i)) })),
        }),
        correctAnswers: quiz ? [Buffer.from(String(correct ?? 0))] : undefined,
      }))
    },
    async vote({ to, id, numbers }) {
      const { answers } = (await one(to, id)).media.poll
      return quiet(new Api.messages.SendVote({
        peer: await peer(to), msgId: id, options: numbers.map((n) => answers[n].option),
      }))
    },
    async closePoll({ to, id }) {
      const { poll } = (await one(to, id)).media
      poll.closed = true
      return quiet(new Api.messages.EditMessage({ peer: await peer(to), id, media: new Api.InputMediaPoll({ poll }) }))
    },
    async views({ to, ids }) {
      const answer = await call(new Api.messages.GetMessagesViews({ peer: await peer(to), id: ids, increment: true }))
      return { views: answer.views.map((v) => v.views ?? 0) }
    },
    comment: async ({ to, id, text }) => ({ id: (await tg.sendMessage(to, { message: text, commentTo: id })).id }),
    async comments({ to, id }) {
      const messages = await tg.getMessages(to, { replyTo: id, limit: 100 })
      return { messages: messages.map((m) => ({ id: m.id, text: m.message, from: marked(m.fromId) })) }
    },

    createTopic: async ({ to, title }) => sentID(await call(new Api.channels.CreateForumTopic({
      channel: await channel(to), title, randomId: random(),
    }))),
    editTopic: async ({ to, id, title, closed }) =>
      quiet(new Api.channels.EditForumTopic({ channel: await channel(to), topicId: id, title, closed })),
    async topics({ to }) {
      const { topics } = await call(new Api.channels.GetForumTopics({
        channel: await channel(to), offsetDate: 0, offsetId: 0, offsetTopic: 0, limit: 100,
      }))
      return {
        topics: topics.filter((t) => t.className === 'ForumTopic')
          .map((t) => ({ id: t.id, title: t.title, closed: Boolean(t.closed) })),
      }
    },
  }
}
