// While somebody verifies elsewhere, look now and then whether the answer has come.
const talk = document.querySelector("[data-status]");
const settled = ["approved", "declined", ""];
if (talk && !settled.includes(talk.dataset.status)) {
  setInterval(async () => {
    try {
      const answer = await fetch("/status", { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()) !== talk.dataset.status && !document.querySelector("#text").value) {
        location.reload();
      }
    } catch {
      // No network for a moment; the next beat tries again.
    }
  }, 3000);
}
document.querySelector("#last")?.scrollIntoView({ block: "end" });
