import { computed } from 'vue';
import { useI18n } from '../i18n/translator.ts';
import { useRoute } from 'vue-router';
import { useViewer } from './frame.ts';

export interface Place {
  href: string;
  label: string;
  icon: string;
  current: boolean;
}

/** Where one can go, by what the viewer may do. */
export function usePlaces() {
  const { t } = useI18n();
  const route = useRoute();
  const { can } = useViewer();
  const place = (href: string, name: string, icon: string): Place => ({
    href,
    icon,
    label: t(`frame.${name}`),
    current: href === '/' ? route.path === '/' : route.path === href || route.path.startsWith(`${href}/`),
  });

  return {
    community: computed(() => [
      place('/', 'home', 'house'),
      place('/questions', 'questions', 'circle-question-mark'),
      place('/ideas', 'ideas', 'lightbulb'),
      place('/problems', 'problems', 'wrench'),
      place('/praise', 'praise', 'heart'),
      place('/updates', 'updates', 'megaphone'),
      place('/faq', 'faq', 'book-open'),
      place('/groups', 'groups', 'users'),
      place('/leaderboard', 'leaderboard', 'award'),
      place('/products', 'products', 'box'),
      place('/tags', 'tags', 'tag'),
    ]),
    work: computed(() => [
      ...(can.value?.moderate ? [place('/moderation', 'moderation', 'shield')] : []),
      ...(can.value?.reviewCrm ? [place('/crm', 'crm', 'refresh-cw')] : []),
      ...(can.value?.administer ? [place('/admin', 'admin', 'settings')] : []),
    ]),
    thumb: computed(() => [
      place('/', 'home', 'house'),
      place('/faq', 'faqShort', 'book-open'),
      place('/ask', 'ask', 'plus'),
      place('/notifications', 'inbox', 'bell'),
    ]),
  };
}
