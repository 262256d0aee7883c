/**
 * What runs in the access page: it hides the lines that were not asked for, says how many are left, and keeps the question in the
 * address, so that it can be sent to somebody. Without it the page shows everything.
 */
export const SCRIPT = `
(() => {
  const form = document.getElementById('filters');
  const fields = Object.fromEntries(['role', 'type', 'text', 'reach', 'changed'].map((name) => [name, form.elements[name]]));
  const lines = [...document.querySelectorAll('tbody tr')];
  const words = new Map(lines.map((line) => [line, line.textContent.toLowerCase() + ' ' + line.dataset.type.toLowerCase()]));

  const isAsked = (line) => {
    const { role, type, text, reach, changed } = fields;
    const mayReach = line.dataset.roles.split(' ').includes(role.value);
    return (type.value === '' || line.dataset.type === type.value)
      && (role.value === '' || reach.value === 'all' || mayReach === (reach.value === 'reached'))
      && (!changed || !changed.checked || line.dataset.change !== '')
      && text.value.toLowerCase().split(/\\s+/).every((word) => words.get(line).includes(word));
  };

  const show = () => {
    const { role, reach } = fields;
    let shown = 0;
    for (const line of lines) {
      line.hidden = !isAsked(line);
      if (!line.hidden) shown += 1;
    }
    for (const section of document.querySelectorAll('section'))
      section.hidden = section.querySelector('tbody tr:not([hidden])') === null;
    for (const part of document.querySelectorAll('[data-of]'))
      part.hidden = role.value !== '' && part.dataset.of !== role.value;
    document.getElementById('reach-field').hidden = role.value === '';
    const whose = role.value === '' ? '' : reach.value === 'all' ? ', for ' + role.value
      : reach.value === 'reached' ? ' within reach of ' + role.value : ' out of reach of ' + role.value;
    document.getElementById('count').textContent =
      shown === 0 ? 'Nothing matches' + whose + '.' : shown + ' of ' + lines.length + ' lines' + whose + '.';
  };

  const remember = () => {
    const { changed, ...others } = fields;
    const asked = Object.entries(others).filter(([name, { value }]) => value !== '' && !(name === 'reach' && value === 'reached'))
      .map(([name, { value }]) => [name, value]);
    if (changed && changed.checked) asked.push(['changed', 'yes']);
    history.replaceState(null, '', '#' + new URLSearchParams(asked));
  };

  const recall = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of ['role', 'type', 'text']) fields[name].value = asked.get(name) ?? '';
    fields.reach.value = asked.get('reach') ?? 'reached';
    for (const name of ['role', 'type', 'reach']) if (fields[name].selectedIndex < 0) fields[name].selectedIndex = 0;
    if (fields.changed) fields.changed.checked = asked.has('changed');
    show();
  };

  form.addEventListener('input', () => { show(); remember(); });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(() => { show(); remember(); }));
  addEventListener('hashchange', recall);
  form.hidden = false;
  recall();
})();
`;
