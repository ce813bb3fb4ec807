"""How fast the whole job and its parts are, beside jieba and Recognizers-Text, on one text in one run."""
