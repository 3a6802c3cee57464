// Two ways to use a page: with a mouse, and with a keyboard only.

// finder is what somebody aims at, by what a screen reader would call it.
const finder = (page, role, name) => page.getByRole(role, { name, exact: true }).first();

export const mouse = (page) => ({
  async press(role, name) { await finder(page, role, name).click(); },
  async write(name, text) { await page.getByLabel(name, { exact: true }).first().fill(text); },
  async choose(name, option) { await page.getByRole('combobox', { name, exact: true }).first().selectOption({ label: option }); },
});

export function keyboard(page) {
  // reach goes on with Tab until the element has the focus, as somebody without a mouse does.
  async function reach(target) {
    await target.waitFor();
    for (let n = 0; n < 400; n++) {
      if (await target.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${target}`);
  }
  return {
    async press(role, name) { await reach(finder(page, role, name)); await page.keyboard.press('Enter'); },
    async write(name, text) {
      await reach(page.getByLabel(name, { exact: true }).first());
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
    async choose(name, option) {
      const target = page.getByRole('combobox', { name, exact: true }).first();
      await reach(target);
      for (const key of ['Home', ...Array(40).fill('ArrowDown')]) {
        await page.keyboard.press(key);
        if (await target.evaluate((select) => select.selectedOptions[0].label) === option) return;
      }
      throw new Error(`${name} has no ${option}`);
    },
  };
}
