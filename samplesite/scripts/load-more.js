// A section's button: asks for the next page of cards and puts them below the others; the last one
// takes the button away.
const button = document.querySelector('[class$="-loadmore"]');
const grid = document.querySelector('[class$="-cardGrid"]');
let page = 1;
button?.addEventListener('click', async () => {
    button.disabled = true;
    page += 1;
    const answer = await fetch(`${button.dataset.more}?page=${page}`);
    const cards = await answer.text();
    if (cards.trim()) {
        grid.insertAdjacentHTML('beforeend', cards);
        button.disabled = false;
    } else {
        button.remove();
    }
});
