// The reporter's half of FOLLOW-UP.md by the npm package, as an app in Node uses it: `follow_up.py` says the lines.

import { createInterface } from "node:readline";

import { Hotline } from "../../widget/npm/send.js";

const [origin, id, root] = process.argv.slice(2);
const hotline = new Hotline({ origin, id, root });

const status = async (submission) => ((await submission.send()) === "received" ? 202 : 400);

const acts = {
  async report({ report: text }) {
    const { id: _drawnAnew, ...report } = JSON.parse(text);
    const { code, submission } = hotline.askable(report);
    return { code, status: await status(submission) };
  },

  async look({ code }) {
    const { outcome, question } = await hotline.question(code);
    if (outcome === "asked") return { read: question };
    return outcome === "none" ? { read: null } : { error: outcome };
  },

  answer: async ({ question, text }) => ({ status: await status(hotline.answer({ id: question }, text)) }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  console.log(JSON.stringify(await acts[asked.do](asked)));
}
