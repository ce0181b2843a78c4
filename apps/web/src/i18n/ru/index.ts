import privacy from './private.json' with { type: 'json' };
import audit from './audit.json' with { type: 'json' };
import common from './common.json' with { type: 'json' };
import frame from './frame.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };
import home from './home.json' with { type: 'json' };
import lists from './lists.json' with { type: 'json' };
import topic from './topic.json' with { type: 'json' };
import ask from './ask.json' with { type: 'json' };
import faq from './faq.json' with { type: 'json' };
import search from './search.json' with { type: 'json' };
import refusal from './refusal.json' with { type: 'json' };
import account from './account.json' with { type: 'json' };
import people from './people.json' with { type: 'json' };
import notifications from './notifications.json' with { type: 'json' };
import crm from './crm.json' with { type: 'json' };
import admin from './admin.json' with { type: 'json' };
import groups from './groups.json' with { type: 'json' };
import reputation from './reputation.json' with { type: 'json' };
import moderation from './moderation.json' with { type: 'json' };
import live from './live.json' with { type: 'json' };

/** Messages of this language, one file per page. */
export default {
  audit,
  private: privacy,
  common,
  frame,
  words,
  home,
  lists,
  topic,
  ask,
  faq,
  search,
  refusal,
  account,
  people,
  notifications,
  crm,
  admin,
  groups,
  moderation,
  reputation,
  live,
};
