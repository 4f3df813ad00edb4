using Panta.Learning.Persistence;

namespace Panta.Learning.Tests.Persistence;

public sealed class YamlDocumentTests
{
    const string Text = """
        name: bikes
        source: {path: "hour.csv", time: time}
        # a comment
        pipeline:
          - {stage: Imputer, inputCols: [a, 'b'], outputCols: [c, d]}
          - stage: LinearRegression
            labelCol: cnt
        query: >
          select 1
          from source
        split: {holdout: 14d}
        """;

    [Fact]
    public void A_text_broken_anywhere_is_refused_with_its_place_and_nothing_else()
    {
        const string Signs = "{}[]:,-#&*!|>'\"%@`\t\n \0?x";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var text = Text.ToCharArray().ToList();
            for (var change = random.Next(1, 4); change > 0; change--)
                if (random.Next(3) == 0) text.RemoveRange(random.Next(text.Count), 1);
                else text.Insert(random.Next(text.Count), Signs[random.Next(Signs.Length)]);

            try
            {
                YamlDocument.Parse(new string([.. text]));
            }
            catch (Exception error)
            {
                Assert.True(error is DocumentException && error.Message.Contains("line ", StringComparison.Ordinal), $"seed {seed}: {error}");
            }
        }
    }
}
