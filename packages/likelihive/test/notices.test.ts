import { describe, expect, it } from '@jest/globals';

import { say, speakThrough } from '../src/progress/notices.js';

describe('a notice', () => {
  it('goes through the newest speaker that has not stopped', () => {
    const heard: string[] = [];
    const stopFirst = speakThrough((text) => heard.push(`first: ${text}`));
    const stopSecond = speakThrough((text) => heard.push(`second: ${text}`));
    say('a');
    stopSecond();
    say('b');
    stopSecond();
    say('c');
    stopFirst();
    expect(heard).toEqual(['second: a', 'first: b', 'first: c']);
  });
});
