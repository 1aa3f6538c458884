// What the server answers, as text; null where it refuses, sends elsewhere, or the connection ends before the last word.
export async function answered(address, options) {
  try {
    const answer = await fetch(address, options);
    return answer.ok && !answer.redirected ? await answer.text() : null;
  } catch {
    return null;
  }
}
