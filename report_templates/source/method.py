"""The chapter on method: stages, how figures are made, and how colleagues are protected."""

from report_templates.source.blocks import choose, heading, paragraph, table


def method() -> str:
    """Return the chapter."""
    return "".join(
        [
            heading("Method"),
            heading("Stages and dates", 2),
            choose(
                "stages",
                paragraph("The review proceeds in stages. The table shows where each stood on {{ date }}.")
                + table(
                    "Stages of the review",
                    [("Stage", 3270), ("State", 1900), ("Begun", 1950), ("Finished", 1950)],
                    [["{{ stage.title }}", "{{ stage.state }}", "{{ stage.began }}", "{{ stage.finished }}"]],
                    loop="stage in stages",
                    keep=True,
                ),
                paragraph("The stages of this review have not been set yet."),
            ),
            heading("How the figures were made", 2),
            paragraph(
                "Each figure is computed once, from the files listed in Appendix C and by the definition "
                "given in Appendix A, and is used unchanged wherever it appears. Counts are given "
                "exactly. Percentages, averages and medians are rounded last, as shown."
            ),
            paragraph(
                "Some figures are counts of everyone: the share of staff in post from minority ethnic "
                "groups is a fact about one day, not an estimate, and carries no margin of error. Others, "
                "such as gaps in pay, are given with a range of the values that fit the figures. The "
                "report says in words what they show, and when they cannot show whether there is a "
                "difference or not."
            ),
            choose(
                "'listening' in reported",
                paragraph(
                    "Answers to a survey stand for people who did not answer as well, and carry such a "
                    "range too."
                ),
            ),
            heading("How colleagues are protected", 2),
            paragraph(
                "A small number in a table can point to a person. So grades and ethnic groups are counted "
                "together until most numbers can be shown. A figure about at least one but fewer than "
                "{{ threshold }} people of an ethnic group is withheld, and so are as many others as are "
                "needed, so that it cannot be worked out by adding or taking away. [c] marks each "
                "figure that is withheld; the mark is always the same, so that it tells nothing itself."
            ),
            paragraph(
                "Every hidden small number could, as far as all figures we have published and the facts "
                "that colleagues already know can tell, be anything from none up to at least "
                "{{ threshold }}. Every count shown is exact and totals add up; percentages and medians "
                "are rounded as stated.",
                "Quote",
            ),
            paragraph(
                "Before the figures were released, a program that sees only what is published, in this "
                "report and in earlier releases, tried to work out what is withheld, and could not. That is "
                "not a claim that nobody could ever be recognised in any way: somebody may know things about "
                "colleagues that are in no table. How many people work in a directorate or a "
                "grade is known inside the organisation and is not treated as confidential; no group in "
                "it can be larger than that. People who did not give their ethnicity are counted as such "
                "for the organisation as a whole."
            ),
            choose(
                "'listening' in reported",
                heading("What staff tell the review", 2)
                + paragraph(
                    "Where the review asks staff for their views, they are told beforehand who will see what "
                    "they say and in what form. Answers to surveys are not joined to personnel records. What "
                    "people say or write is reported as themes, in the reviewer’s words."
                ),
            ),
        ]
    )
