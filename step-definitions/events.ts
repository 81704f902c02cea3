import { Then, When } from '@cucumber/cucumber';
import { expect } from 'chai';
import { eventually, within } from './support/eventually';
import type { MangroveWorld } from './support/world';

When('a client asks for what it missed since {string}', async function (this: MangroveWorld, id: string) {
  (await this.open('/events', { headers: [['Last-Event-ID', id]] })).finish();
});

When(
  '{backend} sends the comment {string} every {duration} for {duration}',
  async function (this: MangroveWorld, name: string, comment: string, everyMs: number, forMs: number) {
    const { response } = await this.exchangeAt(name);
    for (let count = 0; count < forMs / everyMs; count += 1) {
      response.write(`${comment}\n\n`);
      await this.pass(everyMs);
    }
  },
);

Then('the client has received {string} {int} times so far', async function (this: MangroveWorld, text: string, times: number) {
  const head = await within(this.request.head, 'the head of the answer');
  await eventually(() => expect(head.text).to.equal(text.replaceAll('\\n', '\n').repeat(times)));
  expect(head.ending).to.equal(undefined);
});
