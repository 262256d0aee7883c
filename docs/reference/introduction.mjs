import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const RULES = `Beside each type, field and input stands who may see or use it:

- a role alone: always;
- \`(own)\`: only what is the caller’s own;
- \`(visit)\`: with a current visit token in the header \`x-visit-token\`.

A caller with several roles may do what any of them may. What one may not see is \`null\` and told, with what it would take, in
\`errors\`; with the header \`x-on-denied: mask\` in \`extensions\`; with \`x-on-denied: reject\` the operation is refused as a
whole, before anything is read where roles and keys already tell. A mutation is refused before its first write; what is found after one is
told as with \`mask\`. An item that one may not know of is absent, exactly as if it did not exist.`;

const ASKING = `Send \`POST /graphql\` with \`content-type: application/json\` and \`{ "query", "variables", "operationName" }\`.

- \`Authorization: Bearer …\`: a Cognito ID token, or a guest session of \`startGuestSession\`; without it one is a visitor.
- \`x-visit-token\`: proof of being there, from the QR code at the door.
- \`x-cost-debug: 1\`: what each field may cost. \`x-explain: 1\`: each field’s decision and rule, and each call to the store, by path,
  where the deployment allows it.

\`viewer { access(coordinates: ["Type.field"]) { read write because } }\` answers “may I?” beforehand.`;

/** What stands before the schema: how to ask, what the rules mean, operations to begin with, and how the schema changes. */
export async function introduction(root) {
  const deprecations = await readFile(join(root, 'docs/deprecations.md'), 'utf8');
  return [
    { title: 'Asking', description: ASKING },
    { title: 'Who may see what', description: RULES },
    ...(await examples(join(root, 'examples'))),
    { title: 'How the schema changes', description: deprecations.replace(/^# .*\n/, '') },
  ];
}

async function examples(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const document = await readFile(join(folder, name), 'utf8');
      const [, title = name] = /^# (.*)/.exec(document) ?? [];
      const operations = document.replace(/^# .*\n+/, '').trim();
      return { title: `Examples: ${title}`, description: `\`\`\`graphql\n${operations}\n\`\`\`` };
    }),
  );
}
