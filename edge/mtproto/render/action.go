package render

import (
	"fmt"

	"github.com/gotd/td/tg"
)

// Action writes what somebody is doing in a conversation, by the constructor's name that lamplight.EventTyping
// carries in Text. progress is in percent, for uploads.
func Action(name string, progress int) (tg.SendMessageActionClass, error) {
	switch name {
	case "sendMessageTypingAction":
		return &tg.SendMessageTypingAction{}, nil
	case "sendMessageCancelAction":
		return &tg.SendMessageCancelAction{}, nil
	case "sendMessageRecordVideoAction":
		return &tg.SendMessageRecordVideoAction{}, nil
	case "sendMessageUploadVideoAction":
		return &tg.SendMessageUploadVideoAction{Progress: progress}, nil
	case "sendMessageRecordAudioAction":
		return &tg.SendMessageRecordAudioAction{}, nil
	case "sendMessageUploadAudioAction":
		return &tg.SendMessageUploadAudioAction{Progress: progress}, nil
	case "sendMessageUploadPhotoAction":
		return &tg.SendMessageUploadPhotoAction{Progress: progress}, nil
	case "sendMessageUploadDocumentAction":
		return &tg.SendMessageUploadDocumentAction{Progress: progress}, nil
	case "sendMessageGeoLocationAction":
		return &tg.SendMessageGeoLocationAction{}, nil
	case "sendMessageChooseContactAction":
		return &tg.SendMessageChooseContactAction{}, nil
	case "sendMessageGamePlayAction":
		return &tg.SendMessageGamePlayAction{}, nil
	case "sendMessageRecordRoundAction":
		return &tg.SendMessageRecordRoundAction{}, nil
	case "sendMessageUploadRoundAction":
		return &tg.SendMessageUploadRoundAction{Progress: progress}, nil
	case "sendMessageChooseStickerAction":
		return &tg.SendMessageChooseStickerAction{}, nil
	default:
		return nil, fmt.Errorf("render: unknown action %q", name)
	}
}
