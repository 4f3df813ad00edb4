using Panta.Monitoring.Monitors;
using Panta.Workflows.Projects;

namespace Panta.Workflows.Promotion;

public sealed class ModelComparisonTests
{
    const long Day = 86_400L * 1_000_000;

    [Fact]
    public void A_classifier_right_where_the_other_was_wrong_is_better()
    {
        var labels = Enumerable.Repeat(1.0, 100).ToArray();
        var champion = labels.Select((_, i) => i < 70 ? 1.0 : 0).ToArray();
        var challenger = labels.Select((_, i) => i < 95 ? 1.0 : 0).ToArray();

        var verdict = ModelComparison.Compare(KpiMetric.Accuracy, labels, new long[100], champion, challenger, champion, new Promote { Alpha = 0.01 }, 7);

        Assert.True(verdict.IsBetter);
        Assert.Equal((0.70, 0.95), (verdict.Champion!.Value, verdict.Challenger));
        Assert.Equal((25, 0), (verdict.RightWhereOtherWrong!.Value, verdict.WrongWhereOtherRight!.Value));
        Assert.Equal(Math.Pow(2, -24), verdict.PValue!.Value, 1e-15);
    }

    [Fact]
    public void The_margin_must_be_reached_even_when_the_difference_is_certain()
    {
        var (labels, times, champion, challenger) = Errors(gain: 0.02);

        Assert.False(ModelComparison.Compare(KpiMetric.Mae, labels, times, champion, challenger, champion, new Promote { Margin = 0.03 }, 7).IsBetter);
        Assert.True(ModelComparison.Compare(KpiMetric.Mae, labels, times, champion, challenger, champion, new Promote { Margin = 0.01 }, 7).IsBetter);
    }

    [Fact]
    public void A_difference_that_one_day_makes_is_not_enough()
    {
        var labels = new double[24 * 14];
        var times = labels.Select((_, hour) => hour * Day / 24).ToArray();
        var champion = labels.Select((_, hour) => hour < 24 ? 100.0 : 10).ToArray();
        var challenger = labels.Select((_, hour) => hour < 24 ? 10.0 : 10.01).ToArray();

        var verdict = ModelComparison.Compare(KpiMetric.Mae, labels, times, champion, challenger, champion, new Promote { Margin = 0.03 }, 7);

        Assert.True(verdict.ByMargin);
        Assert.False(verdict.Significant);
    }

    [Fact]
    public void Without_a_champion_the_baseline_stands_in()
    {
        var (labels, times, baseline, challenger) = Errors(gain: 0.5);

        var verdict = ModelComparison.Compare(KpiMetric.Mae, labels, times, null, challenger, baseline, new Promote(), 7);

        Assert.Null(verdict.Champion);
        Assert.True(verdict.IsBetter);
    }

    [Fact]
    public void The_verdict_reads_as_a_sentence()
    {
        var (labels, times, champion, challenger) = Errors(gain: 0.5);

        var verdict = ModelComparison.Compare(KpiMetric.Mae, labels, times, champion, challenger, champion, new Promote(), 7);

        Assert.StartsWith("10.0 → 5.0 on 336 held-out rows; difference −5.0 [−5.0, −5.0]", verdict.Sentence);
    }

    static (double[] Labels, long[] Times, double[] Champion, double[] Challenger) Errors(double gain)
    {
        var labels = new double[24 * 14];
        return (labels, [.. labels.Select((_, hour) => hour * Day / 24)], [.. labels.Select(_ => 10.0)], [.. labels.Select(_ => 10.0 * (1 - gain))]);
    }
}
