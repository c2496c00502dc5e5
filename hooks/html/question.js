// Prepended to the theme's search worker, which looks for words that begin as the typed ones do:
// "to" finds every token. A single word can be a name, and is searched as it is.
{
    const SMALL = new Set(
        `a about am an and any are as at be been but by can could did do does for from had has have
        how i if in into is it its just me my no not of on or our please should so than that the
        their them then there these they this to use using was we were what when where which who
        why will with would you your`.split(/\s+/),
    );

    // "member.lock_created_at" and "/member/lock_created_at" are searched as the name of the field,
    // and "member.roles" as two words: only a name with "_" is sure to be a field's.
    const PLACE = /^\/?(\w+[./])+\w+$/;
    const named = (word) => {
        if (!PLACE.test(word)) return word;
        const steps = word.split(/[./]/).filter(Boolean);
        const name = steps[steps.length - 1];
        return name.includes("_") ? name : steps;
    };

    const plain = (question) => {
        const words = question.toLowerCase().replace(/[?!,;'"]+/g, " ").trim().split(/\s+/);
        const telling = words.flatMap(named).filter((word) => !SMALL.has(word));
        return (words.length < 2 && !PLACE.test(words[0])) || !telling.length
            ? question
            : telling.map((word) => word.replace(/(?<=\w{4})(ing|ed)$|(?<=\w{2}[^s])s$/, "")).join(" ");
    };

    addEventListener("message", ({ data }) => {
        if (data.type === 2) data.data = plain(data.data);
    });
}
