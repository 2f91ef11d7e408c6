export default function Page() {
  return (
    <p>
      The sessions API is at <a href="/agents/healthz">/agents</a>.
    </p>
  );
}
