// Writes the story that the page is to show.
const place = document.querySelector('[data-story]');
fetch(place.dataset.story)
    .then(answer => answer.json())
    .then(story => { place.outerHTML = story.html; });
