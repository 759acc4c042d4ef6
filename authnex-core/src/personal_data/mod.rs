//! What is kept of one user, as one document for that user (Articles 15 and 20 of the GDPR).
//!
//! It holds no secret, no hash and nothing of another person's doing to somebody else: what was in a mail is not
//! kept once it is sent, and an event that is about another user is that user's.

mod model;

pub use model::{
    Grants, MailSent, Organization, OwnBrowser, OwnConsent, OwnEvent, OwnFactors, OwnPasskey,
    OwnProfile, OwnSession, PersonalData,
};
