const NO_CRM = 'the walk has no connection: what goes into a CRM holds ids and kinds (libs/crm)';
const NO_NETWORK = 'nobody signs in through a network here: what that holds is its owner’s (e2e/login)';
const NOTHING_JUDGED = 'nothing is pointed out or judged here: libs/moderation asks who may for each of them';
const OWN = 'the reader’s own, of nobody’s content';
/** Not looked at yet: whoever walks next says so, or strikes it. */
export const LATELY = 'came lately; it is walked, and whether it answers anybody here was not looked at';
const PLAIN = 'an answer here would need another topic, which is as hidden as those that are';

/** Types and fields that nobody in the walk gets an answer from, and why that hides nothing. Whoever gets a sample is struck from the list. */
export const UNSEEN: Record<string, string> = {
  ...{ 'Query.crmConnection': NO_CRM, 'Query.crmConnections': NO_CRM, 'Query.delivery': NO_CRM, 'DeliveryConnection.nodes': NO_CRM },
  ...{ CrmConnection: NO_CRM, CrmEquation: NO_CRM, Delivery: NO_CRM, DeliveryAttempt: NO_CRM },
  ...{ 'Query.personMatches': NO_NETWORK, PersonMatch: NO_NETWORK, Identity: NO_NETWORK, SignInProvider: NO_NETWORK },
  ...{ 'SignInOptions.providers': NO_NETWORK, 'Security.identities': NO_NETWORK },
  ...{ 'Security.secondFactorSince': OWN, 'Viewer.theme': OWN, 'Consent.grantedAt': OWN },
  ...{ 'Query.draft': OWN, Draft: OWN, 'Notification.readAt': OWN, 'Group.steppedInUntil': OWN, 'Group.wantedPath': OWN },
  ...{
    'Query.moderationObjections': NOTHING_JUDGED,
    ModerationAct: NOTHING_JUDGED,
    ModerationFlag: NOTHING_JUDGED,
    OwnAct: NOTHING_JUDGED,
  },
  ...{ 'ModerationActConnection.nodes': NOTHING_JUDGED, 'ModerationCase.flags': NOTHING_JUDGED, 'OwnModeration.acts': NOTHING_JUDGED },
  ...{ 'FlaggedPost.flag': NOTHING_JUDGED, OwnFlag: NOTHING_JUDGED, 'AuditEntry.reason': NOTHING_JUDGED },
  ...{ 'Query.product': PLAIN, Product: PLAIN, 'Site.products': PLAIN, 'Topic.products': PLAIN, 'FaqSection.product': PLAIN },
  ...{ 'FaqSection.past': PLAIN, 'FaqEntry.viewerHelped': OWN, 'Topic.comments': PLAIN, 'Topic.closedAt': PLAIN, 'Topic.solution': PLAIN },
  ...{ 'Reply.editedAt': PLAIN, 'Reply.solutionBy': PLAIN, 'Person.title': PLAIN, 'Tag.synonyms': PLAIN },
  ...{ 'Query.findPeople': 'asked for with words, which are nobody’s name', 'GroupLink.path': 'told once, when the link is made' },
  ...{
    'Person.reputation': LATELY,
    Reputation: LATELY,
    'Query.leaderboard': LATELY,
    Standing: LATELY,
    'Query.ranks': LATELY,
    RankRule: LATELY,
  },
  ...{ 'Query.myPoints': LATELY, ReputationEntryConnection: LATELY, ReputationEntry: LATELY },
  ...{ 'Query.myConsents': LATELY, GivenConsent: LATELY, 'Query.publishing': LATELY, Publishing: LATELY, Publication: LATELY },
};
