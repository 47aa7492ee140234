package smsjobs

import (
	"github.com/gotd/td/tg"

	"lamplight/edge/mtproto/rpc"
)

// Why a method is not here.
const (
	noSMSJobs = "Nobody's phone is made to send codes to strangers, by design."
)

// unsupported lists every method of the namespace that we do not do, with the answer instead of it and the reason.
func unsupported() []rpc.Route {
	return []rpc.Route{
		// Sending codes from people's phones.
		rpc.Refuse[tg.SMSJobsIsEligibleToJoinRequest]("smsjobs.isEligibleToJoin", rpc.ErrNotEligible, noSMSJobs),
		rpc.Refuse[tg.SMSJobsJoinRequest]("smsjobs.join", rpc.ErrNotEligible, noSMSJobs),
		rpc.Refuse[tg.SMSJobsLeaveRequest]("smsjobs.leave", rpc.ErrNotJoined, noSMSJobs),
		rpc.Refuse[tg.SMSJobsUpdateSettingsRequest]("smsjobs.updateSettings", rpc.ErrNotJoined, noSMSJobs),
		rpc.Refuse[tg.SMSJobsGetStatusRequest]("smsjobs.getStatus", rpc.ErrNotJoined, noSMSJobs),
		rpc.Refuse[tg.SMSJobsGetSMSJobRequest]("smsjobs.getSmsJob", rpc.ErrSMSJobIDInvalid, noSMSJobs),
		rpc.Refuse[tg.SMSJobsFinishJobRequest]("smsjobs.finishJob", rpc.ErrSMSJobIDInvalid, noSMSJobs),
	}
}
