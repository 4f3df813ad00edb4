using System.Text.Json.Nodes;
using Panta.Data.Windows;
using Panta.Monitoring.Monitors;
using Panta.Workflows.Monitors;
using Panta.Workflows.Projects;
using Panta.Workflows.Steps;

namespace Panta.Workflows.Triggers;

public sealed class RetrainRuleTests
{
    static readonly DateTimeOffset Day = new(2019, 7, 19, 0, 0, 0, TimeSpan.Zero);
    static readonly Window Window = new(Day, Day.AddDays(1));
    static readonly DateTimeOffset Now = Day.AddDays(3);

    [Fact]
    public void An_open_alert_of_the_named_check_starts_a_retrain()
    {
        var run = RetrainRule.Next(Facts(new() { On = "daily" }, open: [OpenAlert("daily")]));

        Assert.Equal("retrain", run!.Workflow);
        Assert.Equal("alert daily", run.Cause);
        Assert.Equal("daily-1", run.AlertId);
    }

    [Fact]
    public void An_alert_of_another_check_starts_nothing() => Assert.Null(RetrainRule.Next(Facts(new() { On = "daily" }, open: [OpenAlert("drift")])));

    [Fact]
    public void Without_a_window_rows_are_taken_from_the_first_breached_window_on()
    {
        var run = RetrainRule.Next(Facts(new() { On = "daily" }, open: [OpenAlert("daily") with { Since = Day.AddDays(-1) }]));

        Assert.Equal(new(Day.AddDays(-1), Window.End), RetrainRule.Range(run!));
    }

    [Fact]
    public void With_a_window_the_newest_labelled_rows_of_its_length_are_taken()
    {
        var run = RetrainRule.Next(Facts(new() { On = "daily", Window = new Duration(TimeSpan.FromDays(84)) }, open: [OpenAlert("daily")]));

        Assert.Equal(new(Window.End.AddDays(-84), Window.End), RetrainRule.Range(run!));
    }

    [Fact]
    public void Nothing_is_retrained_within_the_cooldown_after_a_promotion()
    {
        var policy = new Retrain { On = "daily", Cooldown = new Duration(TimeSpan.FromDays(14)) };

        Assert.Null(RetrainRule.Next(Facts(policy, [OpenAlert("daily")], Promoted(Now.AddDays(-13)))));
        Assert.NotNull(RetrainRule.Next(Facts(policy, [OpenAlert("daily")], Promoted(Now.AddDays(-14)))));
    }

    [Fact]
    public void A_promoted_model_is_challenged_once_more_when_there_are_more_rows()
    {
        var policy = new Retrain { On = "daily", Again = new Duration(TimeSpan.FromDays(4)) };
        var promoted = Promoted(Now.AddDays(-5), from: Day.AddDays(-4), to: Day.AddDays(-3));

        var run = RetrainRule.Next(Facts(policy, [], promoted));

        Assert.Equal(new(Day.AddDays(-4), Window.End), RetrainRule.Range(run!));
        Assert.True(run!.Input["again"]!.GetValue<bool>());
    }

    [Fact]
    public void It_is_challenged_only_once()
    {
        var policy = new Retrain { On = "daily", Again = new Duration(TimeSpan.FromDays(1)) };
        var promoted = Promoted(Now.AddDays(-5), from: Day.AddDays(-4), to: Day.AddDays(-3));
        var second = promoted with { Id = "second" };

        Assert.Null(RetrainRule.Next(Facts(policy, [], promoted) with { LastRetrain = second }));
    }

    [Fact]
    public void A_scheduled_policy_follows_no_alert() =>
        Assert.Null(RetrainRule.Next(Facts(new() { When = RetrainTrigger.Schedule, On = "0 0 3 ? * MON", Window = new Duration(TimeSpan.FromDays(7)) }, [OpenAlert("daily")])));

    [Fact]
    public void The_same_facts_give_the_same_run()
    {
        var facts = Facts(new() { On = "daily" }, [OpenAlert("daily")]);

        Assert.Equal(RetrainRule.Next(facts)!.Id, RetrainRule.Next(facts)!.Id);
    }

    static RetrainRule.Facts Facts(Retrain policy, IReadOnlyList<Alert> open, WorkflowRun? promoted = null) => new()
    {
        Project = Example.Project with { Policy = new() { Retrain = policy } },
        Now = Now,
        Window = Window,
        Open = open,
        LastPromotion = promoted,
        LastRetrain = promoted,
    };

    static Alert OpenAlert(string check) => new()
    {
        Id = $"{check}-1",
        Project = "glass",
        Fingerprint = check,
        Check = check,
        ModelVersion = "1",
        Severity = Severity.Warning,
        OpenedAt = Now,
        Since = Day,
        WindowStart = Day,
        Message = "over its limit",
        Result = new() { Check = check, Status = CheckStatus.Breached },
    };

    static WorkflowRun Promoted(DateTimeOffset at, DateTimeOffset? from = null, DateTimeOffset? to = null) => new()
    {
        Id = "first",
        Project = "glass",
        Workflow = "retrain",
        Cause = "alert daily",
        Status = WorkflowStatus.Succeeded,
        QueuedAt = at,
        EndedAt = at,
        Outcome = "promoted",
        Input = new JsonObject { ["from"] = from ?? Day, ["to"] = to ?? Window.End, ["again"] = false },
    };
}
