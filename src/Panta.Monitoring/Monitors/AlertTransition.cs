using System.Security.Cryptography;
using System.Text;
using Panta.Data.Windows;

namespace Panta.Monitoring.Monitors;

/// <summary>The state machine of one alert: inactive → pending → firing → resolved, with m-of-n, cool-down, hysteresis and blind windows.</summary>
readonly struct AlertTransition(Monitor monitor, Check check, WindowResult window, CheckResult found, DateTimeOffset now)
{
    /// <summary>The state after the window; what happened is added to <paramref name="events"/>.</summary>
    public AlertState Apply(AlertState before, List<AlertEvent> events)
    {
        if (window.Window.Start < before.Floor) return before;

        var state = Look(before with { Recent = Remember(before.Recent) }, events);
        var verdicts = state.Recent.Where(outcome => outcome.IsVerdict).ToList();
        if (state.Phase == AlertPhase.Firing) return StayOpen(state, verdicts, events);

        var breaches = verdicts.TakeLast(check.Of).Count(outcome => outcome.Status == CheckStatus.Breached);
        if (breaches >= check.Breaches) return Open(state, breaches, Math.Min(check.Of, verdicts.Count), events);
        return state with { Phase = breaches > 0 ? AlertPhase.Pending : AlertPhase.Inactive };
    }

    /// <summary>The end of an open alert for a reason that is not in the window's result.</summary>
    public static AlertEvent Close(Monitor monitor, AlertState alert, WindowResult window, DateTimeOffset now, string why) => new()
    {
        Kind = AlertEventKind.Resolved,
        Fingerprint = alert.Fingerprint,
        Monitor = monitor.Name,
        Check = alert.Check,
        Column = alert.Column,
        ModelVersion = window.ModelVersion,
        Window = window.Window,
        At = now,
        Severity = alert.Severity,
        Message = why,
    };

    /// <summary>Sixteen hexadecimal digits of a text.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    List<WindowOutcome> Remember(IReadOnlyList<WindowOutcome> recent)
    {
        var start = window.Window.Start;
        var outcome = new WindowOutcome(start, found.Status, found.Cleared);
        var kept = recent.Where(other => other.Start != start).Append(outcome).OrderBy(other => other.Start).ToList();

        // Windows without a verdict do not count towards m-of-n, so the two sorts are kept apart and each to its own length.
        return
        [
            .. kept.Where(other => other.IsVerdict).TakeLast(Math.Max(check.Of, check.Clear))
                .Concat(kept.Where(other => !other.IsVerdict).TakeLast(check.BlindAfter))
                .OrderBy(other => other.Start),
        ];
    }

    AlertState Look(AlertState state, List<AlertEvent> events)
    {
        var dark = state.Recent.Reverse().TakeWhile(outcome => !outcome.IsVerdict).Count();
        if (!state.Blind && dark >= check.BlindAfter)
        {
            events.Add(Event(AlertEventKind.Blind, announce: true, $"'{Subject}' has had no verdict for {dark} windows: {found.Detail}"));
            return state with { Blind = true };
        }
        if (!state.Blind || dark > 0) return state;

        events.Add(Event(AlertEventKind.Sighted, announce: true, $"'{Subject}' has a verdict again: {found.Detail}"));
        return state with { Blind = false };
    }

    AlertState Open(AlertState state, int breaches, int of, List<AlertEvent> events)
    {
        var announce = MayAnnounce(state);
        events.Add(Event(AlertEventKind.Fired, announce, $"'{Subject}' broke its limit in {breaches} of {of} windows: {found.Detail}"));
        return Announced(state with { Phase = AlertPhase.Firing, Since = now }, announce);
    }

    AlertState StayOpen(AlertState state, List<WindowOutcome> verdicts, List<AlertEvent> events)
    {
        if (verdicts.Count >= check.Clear && verdicts.TakeLast(check.Clear).All(outcome => outcome.Cleared))
        {
            events.Add(Event(AlertEventKind.Resolved, announce: true, $"'{Subject}' is clear again: {found.Detail}"));
            return state with { Phase = AlertPhase.Inactive, Since = null, Recent = [], Floor = window.Window.End };
        }
        if (found.Status != CheckStatus.Breached || !MayAnnounce(state)) return state;

        events.Add(Event(AlertEventKind.Repeated, announce: true, $"'{Subject}' still breaks its limit: {found.Detail}"));
        return Announced(state, true);
    }

    bool MayAnnounce(AlertState state) => state.Announced is not { } last || now - last >= check.Repeat || found.Severity > state.Severity;

    AlertState Announced(AlertState state, bool announced) => announced ? state with { Announced = now, Severity = found.Severity } : state;

    string Subject => found.Column is { } column ? $"{check.Id} of {column}" : check.Id;

    AlertEvent Event(AlertEventKind kind, bool announce, string message) => new()
    {
        Kind = kind,
        Fingerprint = monitor.Fingerprint(found.Check, found.Column),
        Monitor = monitor.Name,
        Check = found.Check,
        Column = found.Column,
        ModelVersion = window.ModelVersion,
        Window = window.Window,
        At = now,
        Severity = found.Severity,
        Announce = announce,
        Message = message,
        Result = found,
    };
}
