(() => {
  "use strict";

  const csrfToken = () => document.querySelector('meta[name="csrf-token"]').content;

  const focusErrors = () => {
    const summary = document.getElementById("error-summary");
    if (summary) summary.focus();
  };

  // The button is switched off after the event, or its own name and value would not be sent.
  const sendOnce = (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    setTimeout(() => {
      form.querySelectorAll('button[type="submit"]').forEach((button) => {
        button.disabled = true;
      });
    }, 0);
  };

  // A page shown again from the browser's memory must be usable again.
  const allowSending = (scope) => {
    scope.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll('button[type="submit"]').forEach((button) => {
        button.disabled = false;
      });
    });
  };

  const linkMenuToggle = () => {
    const toggle = document.querySelector("[data-menu-toggle]");
    const menu = document.getElementById("side-menu");
    if (!toggle || !menu) return;
    toggle.setAttribute("role", "button");
    const flip = (event) => {
      event.preventDefault();
      const open = menu.classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
    };
    toggle.addEventListener("click", flip);
    toggle.addEventListener("keydown", (event) => {
      if (event.key === " ") flip(event);
    });
  };

  const closeAccountMenu = (event) => {
    document.querySelectorAll("[data-account][open]").forEach((menu) => {
      if (event.key === "Escape") {
        menu.open = false;
        menu.querySelector("summary").focus();
      } else if (event.type === "click" && !menu.contains(event.target)) {
        menu.open = false;
      }
    });
  };

  let waiting = 0;
  const showBusy = (change) => {
    waiting = Math.max(0, waiting + change);
    document.getElementById("busy").hidden = waiting === 0;
  };

  document.addEventListener("submit", sendOnce);
  document.addEventListener("click", closeAccountMenu);
  document.addEventListener("keydown", closeAccountMenu);
  window.addEventListener("pageshow", () => allowSending(document));
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });
  document.addEventListener("htmx:beforeRequest", () => showBusy(1));
  document.addEventListener("htmx:afterRequest", () => {
    showBusy(-1);
    allowSending(document);
  });
  document.addEventListener("htmx:afterSettle", focusErrors);

  linkMenuToggle();
  focusErrors();
})();
