import { describe, expect, it } from '@jest/globals';
import { factsOf } from './topic-tags.js';

describe('kind, status and tags of an imported topic', () => {
  it.each([
    ['<discussion><tags>', 'QUESTION', null, ['discussion', 'tags']],
    ['|discussion|tags|', 'QUESTION', null, ['discussion', 'tags']],
    ['', 'QUESTION', null, []],
    ['<feature-request>', 'IDEA', 'OPEN', []],
    ['<feature-request><status-completed><chat>', 'IDEA', 'DONE', ['chat']],
    ['<feature-request><status-declined>', 'IDEA', 'DECLINED', []],
    ['<feature-request><status-planned>', 'IDEA', 'PLANNED', []],
    ['<feature-request><status-review>', 'IDEA', 'UNDER_CONSIDERATION', []],
    ['<bug>', 'PROBLEM', 'OPEN', []],
    ['<bug><status-completed>', 'PROBLEM', 'FIXED', []],
    ['<bug><status-bydesign>', 'PROBLEM', 'NOT_A_PROBLEM', []],
    ['<bug><status-declined>', 'PROBLEM', 'NOT_A_PROBLEM', []],
    ['<bug><status-reproduced>', 'PROBLEM', 'ACKNOWLEDGED', []],
    ['<bug><status-planned>', 'PROBLEM', 'IN_PROGRESS', []],
    ['<bug><status-norepro>', 'PROBLEM', 'OPEN', ['status-norepro']],
    ['<support><status-completed>', 'QUESTION', null, ['support', 'status-completed']],
    ['<bug><status-review><status-completed>', 'PROBLEM', 'FIXED', []],
    ['<bug><bug><a><a>', 'PROBLEM', 'OPEN', ['a']],
    ['<bug><feature-request>', 'IDEA', 'OPEN', ['bug']],
  ])('%s', (tags, kind, status, rest) => {
    expect(factsOf(tags)).toEqual({ kind, status, tags: rest });
  });
});
