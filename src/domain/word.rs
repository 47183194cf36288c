//! Closed sets of words: statuses, stages, kinds.

/// A closed set of words. Each has the one text that stands for it in the API and in the tables.
pub trait Word: Copy + Eq + 'static {
    /// All of them, in their natural order.
    const ALL: &'static [Self];

    /// Its text.
    fn as_str(self) -> &'static str;

    /// Reads a text; `None` where it is none of the words.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.as_str() == text)
    }
}

/// What holds of every set: the texts are distinct, plain, and read back.
#[cfg(test)]
pub(super) fn assert_words<W: Word + std::fmt::Debug>(texts: &[&str]) {
    assert_eq!(W::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>(), texts);
    for word in W::ALL {
        assert_eq!(W::parse(word.as_str()), Some(*word));
        assert_eq!(W::parse(&word.as_str().to_uppercase()), None, "{word:?}");
    }
    assert_eq!(W::parse(""), None);
}
