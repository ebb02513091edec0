//! Whom each address of the API lets in: one table, from which tests ask every address as everybody.

use super::{DeviceKind, Permission, Role};

/// Whom an address lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody, without a sign-in.
    Anyone,
    /// Every member of staff who is signed in.
    Staff,
    /// Devices and staff with this permission.
    Needs(Permission),
    /// Staff with this permission.
    StaffWith(Permission),
    /// Staff who may act for the desk in the address.
    ActsAtDesk,
    /// Staff who may act for the desk in the address and have this permission as well.
    ActsAtDeskWith(Permission),
}

impl Access {
    /// Whether a device of this kind is let in.
    #[must_use]
    pub fn admits_device(self, kind: DeviceKind) -> bool {
        match self {
            Self::Anyone => true,
            Self::Needs(permission) => kind.may(permission),
            Self::Staff | Self::StaffWith(_) | Self::ActsAtDesk | Self::ActsAtDeskWith(_) => false,
        }
    }

    /// Whether somebody with this role is let in. `is_own_desk`: whether they are signed in at the desk in
    /// the address.
    #[must_use]
    pub fn admits_staff(self, role: Role, is_own_desk: bool) -> bool {
        let acts =
            role.may(Permission::ActAtAnyDesk) || is_own_desk && role.may(Permission::ActAtOwnDesk);
        match self {
            Self::Anyone | Self::Staff => true,
            Self::Needs(permission) | Self::StaffWith(permission) => role.may(permission),
            Self::ActsAtDesk => acts,
            Self::ActsAtDeskWith(permission) => acts && role.may(permission),
        }
    }
}

/// Every address of the API with whom it lets in.
pub const API: &[(&str, &str, Access)] = {
    use Access::{ActsAtDesk, ActsAtDeskWith, Anyone, Needs, Staff, StaffWith};
    use Permission::{
        Administer, AnswerHelp, CallNumber, FillForms, HandleTickets, IssueTicket, ReadAudit,
        ReadBoard, ReadCenter, ReadFigures, ReadForms, ReadQueues, ReportBoard, ReportPrint,
        ReportStatus,
    };
    &[
        ("GET", "/healthz", Anyone),
        ("GET", "/api/v1/openapi.json", Anyone),
        ("GET", "/api/v1/public/tickets/{token}", Anyone),
        ("POST", "/api/v1/public/tickets/{token}/cancel", Anyone),
        ("GET", "/api/v1/catalog", Needs(ReadCenter)),
        ("GET", "/api/v1/events", Needs(ReadCenter)),
        ("GET", "/api/v1/board", Needs(ReadBoard)),
        ("GET", "/api/v1/voice", Needs(ReadBoard)),
        ("PUT", "/api/v1/board/status", Needs(ReportBoard)),
        ("GET", "/api/v1/boards", StaffWith(ReadQueues)),
        ("GET", "/api/v1/pictures/{id}", Needs(ReadCenter)),
        ("PUT", "/api/v1/tickets/{id}", Needs(IssueTicket)),
        ("POST", "/api/v1/tickets/{id}/print", Needs(ReportPrint)),
        ("GET", "/api/v1/print-jobs", Needs(ReportPrint)),
        ("POST", "/api/v1/kiosk/leases", Needs(ReportPrint)),
        ("PUT", "/api/v1/kiosk/status", Needs(ReportStatus)),
        ("GET", "/api/v1/kiosk/help", Needs(ReportStatus)),
        ("POST", "/api/v1/kiosk/help", Needs(ReportStatus)),
        ("DELETE", "/api/v1/kiosk/help", Needs(ReportStatus)),
        ("GET", "/api/v1/kiosks", StaffWith(ReadQueues)),
        ("GET", "/api/v1/help", StaffWith(AnswerHelp)),
        ("POST", "/api/v1/help/{device}/answer", StaffWith(AnswerHelp)),
        ("GET", "/api/v1/forms", Needs(ReadForms)),
        ("GET", "/api/v1/kiosk/sealing-key", Needs(FillForms)),
        ("PUT", "/api/v1/declarations/{id}", Needs(FillForms)),
        ("DELETE", "/api/v1/declarations/{id}", Needs(FillForms)),
        ("POST", "/api/v1/declarations/continue", Needs(FillForms)),
        // Which desk has its ticket is looked at for each declaration by itself.
        ("GET", "/api/v1/declarations/{id}", StaffWith(ReadForms)),
        ("POST", "/api/v1/declarations/{id}/answers", StaffWith(ReadForms)),
        ("POST", "/api/v1/declarations/{id}/file", StaffWith(ReadForms)),
        ("POST", "/api/v1/declarations/{id}/erase", StaffWith(ReadForms)),
        ("GET", "/api/v1/tickets", StaffWith(ReadQueues)),
        ("POST", "/api/v1/tickets/admit", StaffWith(HandleTickets)),
        ("POST", "/api/v1/tickets/{id}/cancel", StaffWith(HandleTickets)),
        ("POST", "/api/v1/tickets/{id}/check-in", StaffWith(HandleTickets)),
        ("POST", "/api/v1/tickets/{id}/correct", StaffWith(HandleTickets)),
        ("POST", "/api/v1/tickets/{id}/reprint", StaffWith(HandleTickets)),
        ("POST", "/api/v1/session", Anyone),
        ("GET", "/api/v1/session", Staff),
        ("DELETE", "/api/v1/session", Anyone),
        ("GET", "/api/v1/desks/{desk}", StaffWith(ReadQueues)),
        ("POST", "/api/v1/desks/{desk}/open", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/pause", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/close", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/call-next", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/call", ActsAtDeskWith(CallNumber)),
        ("POST", "/api/v1/desks/{desk}/recall", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/start", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/finish", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/no-show", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/hold", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/resume", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/transfer", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/note", ActsAtDesk),
        ("POST", "/api/v1/desks/{desk}/undo", ActsAtDesk),
        ("GET", "/api/v1/queue", StaffWith(ReadQueues)),
        ("GET", "/api/v1/manager/now", StaffWith(ReadFigures)),
        ("GET", "/api/v1/admin/catalog", StaffWith(Administer)),
        ("PUT", "/api/v1/admin/catalog", StaffWith(Administer)),
        ("GET", "/api/v1/admin/audit", StaffWith(ReadAudit)),
    ]
};
