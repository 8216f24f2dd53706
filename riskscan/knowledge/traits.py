"""What each trait means, in a sentence for the person who asked. At most 20 words, no jargon; an empty text where the effect's own words say it."""

from __future__ import annotations

from riskscan.model.effect import Safety, Trait

WITH_IT = "that belong to it are deleted with it."  # how a note ends that names the tables: it says more than the sign of a cascade
TRAIT_WORDS: dict[Trait, str] = {
    Trait.REPEATED: "It does this again for every entry of a list, with no limit that we saw.",
    Trait.ENDLESS: "It starts itself again, without an end.",
    Trait.CASCADE: "Everything that depends on it goes too (cascade).",
    Trait.RECURSIVE: "All that is below it goes too (recursive).",
    Trait.FORCED: "It runs without asking first.",
    Trait.ALWAYS_TRUE: "The filter is always true, so it keeps nothing out.",
    Trait.FILTER_OFF: "The filter is commented out, so it counts every row.",
    Trait.CATCH_REMOVED: "It switches off the safety catch that blocks a delete.",
    Trait.UNDO_REMOVED: "The copies that could undo it go too.",
    Trait.REPLACES: "It is deleted and made anew, so what was built on it may not fit.",
    Trait.LOSES_COLUMNS: "Columns go, with all that is in them.",
    Trait.LOSES_HISTORY: "Older history is not kept.",
    Trait.STRUCTURE: "",
    Trait.OUTAGE: "A running service stops.",
    Trait.LOCKS: "Others wait for it while this runs.",
    Trait.PUBLIC: "It is open to everyone then.",
    Trait.ADMIN: "This gives every right there is.",
    Trait.OUTSIDE: "The data leaves your company.",
    Trait.PEOPLE: "",
    Trait.PERSONAL: "Personal data is in it.",
    Trait.MONEY: "It costs money.",
    Trait.EXPIRES: "From then on it deletes by itself as time passes.",
    Trait.UNREADABLE: "What the key locked cannot be read again.",
    Trait.PRODUCTION: "This is a live system, by its name.",
    Trait.DYNAMIC: "What it runs is put together or fetched only when it runs.",
    Trait.SECRET: "",
}
SAFETY_WORDS: dict[Safety, str] = {
    Safety.BY_KEY: "It names its rows by their key.",
    Safety.IN_TRANSACTION: "It saves all or nothing.",
    Safety.ROLLED_BACK: "It takes everything back at the end.",
    Safety.CHECKED: "It stops when the count is not the expected one.",
    Safety.CONFIRMED: "It asks a person first.",
    Safety.BACKED_UP: "It keeps a copy first.",
    Safety.SCRATCH: "It touches only a scratch place.",
    Safety.LOCAL: "It touches only the computer that it runs on.",
    Safety.DEVELOPMENT: "It touches only a test system.",
    Safety.DRY_RUN: "It only shows what it would do.",
    Safety.NOT_CALLED: "Nothing in the file starts this part.",
    Safety.PROTECTED: "A safety catch blocks the delete.",
    Safety.VERSIONED: "The old version stays.",
    Safety.OWN_OUTPUT: "It is a thing that this file itself made.",
    Safety.READ_ONLY: "Its account may only read.",
}
